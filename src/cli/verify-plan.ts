import { formatExactJson } from '../emit/oci-seccomp-text.ts';
import { bundleConfig } from '../enforce/bundle.ts';
import type { EnforcedProfile } from '../enforce/enforced-profile.ts';
import { type EngineRequest, engineArgs, runtimeScript } from '../enforce/engine-command.ts';
import { heldArgs, heldPath } from '../enforce/held-program.ts';
import { viewParts, viewWords } from '../enforce/root-view.ts';
import { straceFeatures } from '../enforce/strace-features.ts';
import { tracerArgs } from '../enforce/tracer.ts';
import { parseExactJson } from '../model/exact-json.ts';
import { shellQuote } from '../report/shell-quote.ts';
import type { VerifyContainer } from './verify-container.ts';
import type { VerifyOrder } from './verify-order.ts';

const folder = '{folder}';

/** What `verify --dry-run` prints: the container, and the commands that run it, `{folder}` a private folder. */
export async function verifyPlan({ container, profile }: VerifyOrder, runtime: string): Promise<string> {
  return container.kind === 'bundle' ? bundlePlan(container, profile, runtime) : enginePlan(container.request, profile);
}

async function bundlePlan(
  { bundle, root }: VerifyContainer & { kind: 'bundle' },
  profile: EnforcedProfile,
  runtime: string,
): Promise<string> {
  const made = bundleConfig({ ...bundle, seccomp: profile.text, system: 'whole' });
  const config = formatExactJson(parseExactJson(made) as object);
  const view = viewWords(folder, await viewParts(root));
  const log = `${folder}/refusals.log`;
  const ask = [runtime, '--root', `${folder}/state`];
  const create = [...view, ...ask, 'create', '--bundle', `${folder}/bundle`, '--pid-file', `${folder}/pid`, '{id}'];
  const tracer = ['strace', ...tracerArgs(profile, log, await straceFeatures()), '-p', '{pid}'];
  const commands = [create, tracer, [...ask, 'start', '{id}'], [...ask, 'delete', '--force', '{id}']];
  return `${folder}/bundle/config.json:\n${config}\n${commands.map(line).join('')}`;
}

async function enginePlan(request: EngineRequest, profile: EnforcedProfile): Promise<string> {
  const { engine, argv } = request;
  const tracer = tracerArgs(profile, `${folder}/refusals.log`, await straceFeatures());
  const plain = { name: '{name}', profile: `${folder}/seccomp.json`, input: true } as const;
  const remove = line([engine.command, 'rm', '--force', '--volumes', plain.name]);
  if (typeof engine.runtime === 'object') {
    const runtime = `${folder}/runtime`;
    const script = runtimeScript(engine.runtime.command, `${runtime}.log`, ['strace', '-D', ...tracer, '--']);
    const run = line([engine.command, ...engineArgs(request, { ...plain, runtime })]);
    return `${runtime}:\n${script}\n${run}${remove}`;
  }
  const instead = { file: `${folder}/held`, path: heldPath, args: heldArgs(argv, '$PATH') };
  const run = line([engine.command, ...engineArgs(request, { ...plain, instead })]);
  return `${run}${line(['strace', ...tracer, '-p', '{pid}'])}${remove}`;
}

function line(words: readonly string[]): string {
  return `$ ${words.map(word).join(' ')}\n`;
}

// The script among them is easier to read with its line breaks.
function word(text: string): string {
  return text.includes('\n') ? `'${text.replaceAll("'", "'\\''")}'` : shellQuote(text);
}
