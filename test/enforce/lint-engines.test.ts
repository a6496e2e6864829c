import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Engine, type EngineImage, findEngine, findImage } from '../../src/enforce/engine.ts';
import { runInEngine } from '../../src/enforce/engine-run.ts';
import { rulesBroken } from '../review/lint/lint-text.ts';
import { dockerHere, imageName, podmanHere } from './engines-here.ts';
import { canMake } from './i386-entry.ts';
import { engineCases } from './lint-engine-cases.ts';
import { outcome, outcomeHere } from './lint-outcome.ts';
import { requireMachine } from './machine.ts';
import { compileRegisterProbe, type Probed, probeArgs, probed, type RawCall } from './register-probe.ts';

// What rules say of engines, seen in podman with both runtimes and in dockerd.
let program = '';
const engines = new Map<string, { readonly engine: Engine; readonly image: EngineImage }>();

beforeAll(async () => {
  requireMachine(['busybox', 'crun', 'docker', 'dockerd', 'gcc', 'podman', 'setpriv', 'tar', 'unshare']);
  program = compileRegisterProbe();
  for (const { env } of [podmanHere([program]), await dockerHere([program])]) {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  }
  for (const name of ['podman:runc', 'podman:crun', 'docker']) {
    const engine = await findEngine(name);
    if (!engine.ok) throw new Error(JSON.stringify(engine.problem));
    const image = await findImage(engine.value, imageName);
    if (!image.ok) throw new Error(JSON.stringify(image.problem));
    engines.set(name, { engine: engine.value, image: image.value });
  }
});

afterAll(() => {
  vi.unstubAllEnvs();
});

async function run(name: string, seccomp: string, calls: readonly RawCall[]): Promise<Probed> {
  const found = engines.get(name);
  if (found === undefined) throw new Error(name);
  const container = {
    ...found,
    argv: [`/bin/${basename(program)}`, ...probeArgs(calls)] as const,
    env: new Map(),
    user: '0',
    capabilities: [],
    noNewPrivileges: true,
    network: 'none' as const,
  };
  return probed(await runInEngine({ container, seccomp, outputLimit: 1 << 16, timeoutMs: 60_000 }), calls);
}

describe.each(Object.entries(engineCases))('%s', (rule, { bad, clean, calls, podman, docker, wish }) => {
  it('is found in the one, and nothing in the other', () => {
    expect(rulesBroken(bad, wish)).toContain(rule);
    expect(rulesBroken(clean, wish)).toEqual([]);
  });

  const readers = [
    ['podman:runc', podman],
    ['podman:crun', podman],
    ...(docker === undefined ? [] : [['docker', docker] as const]),
  ] as const;
  it.each(readers)('is what %s does', async (name, does) => {
    const made = calls.filter(canMake);
    const ran = await run(name, bad, made);
    expect(outcome(ran)).toBe(outcomeHere(does.bad, calls));
    if ('refused' in ran) expect(ran.refused).toMatch(does.says ?? /^$/);
    expect(outcome(await run(name, clean, made))).toBe(outcomeHere(does.clean, calls));
  });
});
