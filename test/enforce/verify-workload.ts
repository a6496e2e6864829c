import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VerifyVerdict } from '../../src/model/verdict.ts';
import { type Finished, finish, seccinch } from './run-staged.ts';
import type { Stage } from './stage.ts';

/** What `seccinch verify -o json` told. */
export interface Verified extends Finished {
  readonly verdict?: VerifyVerdict;
}

/** Verifies a workload as its user would: the same folder, environment, user, input, service as it was recorded with. */
export async function verifyWorkload(stage: Stage, profile: string, more: readonly string[]): Promise<Verified> {
  const { workload } = stage;
  const uid = workload.uid ?? 0;
  const file = join(stage.results, 'verified.seccomp.json');
  writeFileSync(file, profile);
  stage.fill();
  const service =
    workload.service === undefined
      ? []
      : ['--ready', `tcp:${workload.service.port}`, '--exercise', workload.service.exercise];
  const options = ['--user', `${uid}:${uid}`, '--expect-exit', String(workload.status), ...service, ...more];
  const args = ['verify', '-o', 'json', ...options, file, '--', ...stage.argv];
  const ran = await finish(seccinch(args), stage, workload.stdin);
  const last = ran.stdout.trimEnd().split('\n').at(-1) ?? '';
  return last.startsWith('{"version":1,"kind":"verify"') ? { ...ran, verdict: JSON.parse(last) } : ran;
}
