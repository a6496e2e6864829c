import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type ContainedRun, runContained } from '../../src/enforce/contained-run.ts';
import type { Container } from '../../src/enforce/container.ts';
import { type EnforcedProfile, readEnforcedProfile } from '../../src/enforce/enforced-profile.ts';
import type { Runtime } from '../../src/enforce/runtime.ts';
import { foreignFolder, type Stage } from './stage.ts';
import type { Service } from './workload.ts';

/** How to run a workload in a container. */
export interface Confinement {
  readonly runtime: Runtime;
  readonly noNewPrivileges: boolean;
  /** The text of the profile; nothing runs it unconfined. */
  readonly seccomp?: string;
  /** strace looks on. */
  readonly watched?: boolean;
  /** Something else than the workload's own command. */
  readonly argv?: readonly [string, ...string[]];
  /** When it is killed, milliseconds; 40 seconds where left out. */
  readonly timeoutMs?: number;
  /** Run in the same container while the server is up; its exit status is the result's `visitor`. */
  readonly visitor?: readonly [string, ...string[]];
  /** A folder to be seen under its own path. */
  readonly extra?: string;
}

/** What came of it; output as text. */
export interface ConfinedResult extends Pick<ContainedRun, 'status' | 'ending' | 'refusals'> {
  readonly stdout: string;
  readonly stderr: string;
  /** What the client on the host printed. */
  readonly client?: string;
  readonly visitor?: number;
}

/** Reads a profile that has to be one. */
export function profileOf(text: string): EnforcedProfile {
  const profile = readEnforcedProfile(text);
  if (!profile.ok) throw new Error(JSON.stringify(profile.problem));
  return profile.value;
}

/** Runs a workload (or `argv` in its place) in a container, as it was recorded: same folder, environment, user, stdin. */
export async function runConfined(stage: Stage, how: Confinement): Promise<ConfinedResult> {
  const { workload } = stage;
  stage.fill();
  const uid = workload.uid ?? 0;
  const seen = [...(how.extra === undefined ? [] : [how.extra]), ...foreignFolder(process.execPath)];
  let client: string | undefined;
  let visitor: number | undefined;
  const { service } = how.argv === undefined ? workload : { service: undefined };
  const result = await runContained({
    runtime: how.runtime,
    bundle: {
      argv: how.argv ?? stage.argv,
      env: stage.env,
      cwd: stage.folder,
      user: { uid, gid: uid },
      noNewPrivileges: how.noNewPrivileges,
      ...(how.seccomp === undefined ? {} : { seccomp: how.seccomp }),
      extra: [
        { source: stage.folder, destination: stage.folder, writable: true, recursive: false },
        ...seen.map((path) => ({ source: path, destination: path, writable: false, recursive: false })),
      ],
      network: 'host',
    },
    ...(how.watched && how.seccomp !== undefined ? { watch: profileOf(how.seccomp) } : {}),
    ...(workload.stdin === undefined ? {} : { stdin: workload.stdin }),
    ...(service === undefined
      ? {}
      : {
          during: async (container: Container) => {
            client = await use(service);
            if (how.visitor !== undefined) visitor = (await container.exec(how.visitor)).status;
            await container.kill('SIGTERM');
          },
        }),
    outputLimit: 64 << 20,
    timeoutMs: how.timeoutMs ?? 40_000,
  });
  if (!result.ok) return { status: -1, ending: 'itself', stdout: '', stderr: JSON.stringify(result.problem) };
  const { stdout, stderr, ...rest } = result.value;
  return {
    ...rest,
    stdout: String(stdout.bytes),
    stderr: String(stderr.bytes),
    ...(client === undefined ? {} : { client }),
    ...(visitor === undefined ? {} : { visitor }),
  };
}

async function use(service: Service): Promise<string> {
  for (let tries = 0; !(await answers(service.port)); tries += 1) {
    if (tries === 500) return 'the port never answered';
    await delay(20);
  }
  return new Promise((resolve) => {
    execFile('sh', ['-c', service.exercise], (_error, stdout) => resolve(stdout));
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
