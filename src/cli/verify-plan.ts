import { formatExactJson } from '../emit/oci-seccomp-text.ts';
import { bundleConfig } from '../enforce/bundle.ts';
import { viewParts, viewWords } from '../enforce/root-view.ts';
import { straceFeatures } from '../enforce/strace-features.ts';
import { tracerArgs } from '../enforce/tracer.ts';
import { parseExactJson } from '../model/exact-json.ts';
import { shellQuote } from '../report/shell-quote.ts';
import type { VerifyOrder } from './verify-order.ts';

/** What `verify --dry-run` prints: the container's config.json and the commands that run it, `{folder}` a private folder. */
export async function verifyPlan({ bundle, root, profile }: VerifyOrder, runtime: string): Promise<string> {
  const folder = '{folder}';
  const made = bundleConfig({ ...bundle, seccomp: profile.text, system: 'whole' });
  const config = formatExactJson(parseExactJson(made) as object);
  const view = viewWords(folder, await viewParts(root));
  const log = `${folder}/refusals.log`;
  const ask = [runtime, '--root', `${folder}/state`];
  const create = [...view, ...ask, 'create', '--bundle', `${folder}/bundle`, '--pid-file', `${folder}/pid`, '{id}'];
  const tracer = ['strace', ...tracerArgs(profile, log, await straceFeatures()), '-p', '{pid}'];
  const commands = [create, tracer, [...ask, 'start', '{id}'], [...ask, 'delete', '--force', '{id}']];
  return `${folder}/bundle/config.json:\n${config}\n${commands.map((words) => `$ ${words.map(word).join(' ')}\n`).join('')}`;
}

// The script among them is easier to read with its line breaks.
function word(text: string): string {
  return text.includes('\n') ? `'${text.replaceAll("'", "'\\''")}'` : shellQuote(text);
}
