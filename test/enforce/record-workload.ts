import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Finished, finish, project, seccinch } from './run-staged.ts';
import type { Stage } from './stage.ts';

/** Records a workload with the command line a user has; its stdout and status are the workload's own. */
export function recordWorkload(stage: Stage): Promise<Finished> {
  const { workload } = stage;
  const service =
    workload.service === undefined
      ? []
      : ['--ready', `tcp:${workload.service.port}`, '--exercise', workload.service.exercise];
  stage.fill();
  const args = [
    'record',
    '-n',
    'workload',
    '-d',
    stage.results,
    ...service,
    ...(workload.record ?? []),
    '--',
    ...stage.argv,
  ];
  return finish(asUser(workload.uid, args, stage), stage, workload.stdin);
}

/** Makes another profile from the recording, into a folder of the results; gives the profile's text. */
export async function generateProfile(stage: Stage, into: string, options: readonly string[]): Promise<string> {
  const folder = join(stage.results, into);
  mkdirSync(folder, { recursive: true });
  const recording = join(stage.results, 'workload.recording.json');
  const command = seccinch(['generate', '-d', folder, ...options, recording]);
  const done = await finish(command, stage);
  if (done.status !== 0) throw new Error(`seccinch generate: ${done.status}\n${done.stderr}`);
  return readFileSync(join(folder, 'workload.seccomp.json'), 'utf8');
}

/** The profile that `record` wrote. */
export function recordedProfile(stage: Stage): string {
  return readFileSync(join(stage.results, 'workload.seccomp.json'), 'utf8');
}

// A checkout may lie where only root can look. In a mount namespace of its own, any user sees it under the results.
const asOther = [
  'mount --bind "$1" "$3/project" && mount -o remount,bind,ro "$3/project" && mount --bind "$2" "$3/node" || exit 99',
  'project=$3 uid=$4; shift 4',
  'exec setpriv --reuid "$uid" --regid "$uid" --clear-groups "$project/node" "$project/project/dist/bundle/bin.cjs" "$@"',
].join('\n');

function asUser(uid: number | undefined, args: readonly string[], stage: Stage): readonly [string, ...string[]] {
  if (uid === undefined) return seccinch(args);
  const view = dirname(stage.folder);
  mkdirSync(join(view, 'project'), { recursive: true });
  writeFileSync(join(view, 'node'), '');
  return [
    'unshare',
    '-m',
    '--propagation',
    'private',
    'sh',
    '-c',
    asOther,
    'sh',
    project,
    process.execPath,
    view,
    String(uid),
    ...args,
  ];
}
