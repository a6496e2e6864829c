import { basename } from 'node:path';
import { dockerCapabilities, parseCapabilities } from '../dialects/capability-list.ts';
import { askProgram, type ProgramAnswer, type Question } from '../io/ask-program.ts';
import { unusable } from '../io/program-version.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { compareVersions, parseVersion } from '../model/version.ts';
import { type EnforcedProfile, enforcedProfile, hostAbi } from './enforced-profile.ts';
import { findRuntime, type Runtime } from './runtime.ts';

/** A container engine of this machine. */
export interface Engine {
  readonly name: 'podman' | 'docker';
  /** The word or path that starts its client. */
  readonly command: string;
  /** Of what makes the containers: podman itself, Docker's daemon. */
  readonly version: string;
  /** What it makes them with: podman is told the program, Docker's daemon the name that it knows a runtime by, if any. */
  readonly runtime: (Runtime & { readonly version: string }) | string | undefined;
  /** The bounding set (`CAP_…`, sorted) of a container that asks for no other. */
  readonly capabilities: readonly string[];
}

/** An image as its engine holds it. */
export interface EngineImage {
  /** Its digest: a name may be given to another image between two runs. */
  readonly id: string;
  /** What it runs, its entry point's words before those of its command; none where it says nothing. */
  readonly argv: readonly string[];
  /** Its own environment, `NAME=VALUE`. */
  readonly env: readonly string[];
}

// A daemon may have to be woken up by its socket first.
const patience: Question = { timeoutMs: 30_000 };

const spelled = /^((?:.*\/)?(podman|docker))(?::(.+))?$/s;

/** Whether a value of `--runtime` means an engine: `podman`, `/usr/bin/docker`, `podman:crun`. */
export function isEngine(text: string): boolean {
  return spelled.test(text);
}

/** An engine by what `isEngine` accepts. Gives `runtime-missing`, and `engine-unusable` with the engine's words. */
export async function findEngine(text: string): Promise<Result<Engine>> {
  const [, command = '', path = '', runtime] = spelled.exec(text) ?? [];
  const name = basename(path) === 'docker' ? 'docker' : 'podman';
  return name === 'docker' ? findDocker(command, runtime) : findPodman(command, runtime);
}

async function findPodman(command: string, asked: string | undefined): Promise<Result<Engine>> {
  // What containers get is a matter of configuration (containers.conf(5), default_capabilities).
  const given = '{{.Host.Security.DefaultCapabilities}}';
  const format = `{{.Version.Version}} {{.Host.ServiceIsRemote}} ${given} {{.Host.OCIRuntime.Path}}`;
  const answer = await askProgram(command, ['info', '--format', format], patience);
  const [version, remote, names = '', ...path] = answer.stdout.trim().split(' ');
  if (!answer.started) return fail({ kind: 'runtime-missing', what: command });
  if (answer.status !== 0 || version === undefined) return fail(unusableEngine(`${command} info`, answer));
  // What it starts elsewhere can be watched from nowhere.
  if (remote === 'true') return fail({ kind: 'engine-unusable', what: `${command}: its service is elsewhere` });
  const runtime = await findRuntime(asked ?? path.join(' '));
  if (!runtime.ok) return runtime;
  const capabilities = parseCapabilities(names || 'none');
  return capabilities.ok
    ? ok({ name: 'podman', command, version, runtime: runtime.value, capabilities: capabilities.value })
    : capabilities;
}

async function findDocker(command: string, runtime: string | undefined): Promise<Result<Engine>> {
  const answer = await askProgram(command, ['version', '--format', '{{.Server.Version}}'], patience);
  if (!answer.started) return fail({ kind: 'runtime-missing', what: command });
  const version = answer.stdout.trim();
  if (answer.status !== 0 || version === '') return fail(unusableEngine(`${command} version`, answer));
  // The program that is held in the place of the workload is made for that alone.
  if (hostAbi !== 'x86_64') return fail({ kind: 'engine-unusable', what: `${command}: it is watched on x86_64 only` });
  return ok({ name: 'docker', command, version, runtime, capabilities: dockerCapabilities });
}

function unusableEngine(command: string, answer: ProgramAnswer): Problem {
  return { ...unusable(command, answer), kind: 'engine-unusable' };
}

/** How to call an engine in a verdict: with its version and that of its runtime. */
export function engineTitle({ name, version, runtime }: Engine): string {
  if (runtime === undefined) return `${name} ${version}`;
  return `${name} ${version} with ${typeof runtime === 'string' ? runtime : `${runtime.name} ${runtime.version}`}`;
}

const eperm = 1;

/**
 * What an engine makes of a profile. Docker before 23 does not know `defaultErrnoRet` (moby#42604; measured: 20.10.24), so
 * that the default is EPERM; podman hands it on (4.3.1, measured).
 */
export function profileInEngine({ name, version }: Engine, profile: EnforcedProfile): EnforcedProfile {
  const isOld = name === 'docker' && compareVersions(parseVersion(version) ?? [], [23]) < 0;
  if (!isOld || profile.defaultAction !== 'SCMP_ACT_ERRNO' || profile.defaultErrno === eperm) return profile;
  const { defaultErrnoRet: _dropped, ...oci } = profile.oci;
  return enforcedProfile(oci, profile.text);
}

/** Looks an image up where the engine keeps them; nothing is pulled. Gives `image-missing` and `engine-unusable`. */
export async function findImage({ command }: Engine, image: string): Promise<Result<EngineImage>> {
  const answer = await askProgram(command, ['image', 'inspect', '--', image], patience);
  if (answer.status !== 0) {
    const isMissing = /no such image|image not known|invalid reference/i.test(answer.stderr);
    return fail(isMissing ? { kind: 'image-missing', what: image } : unusableEngine(`${command} image`, answer));
  }
  const [found] = JSON.parse(answer.stdout) as readonly [ImageJson];
  const { Id: id, Config: config } = found;
  const argv = [...(config?.Entrypoint ?? []), ...(config?.Cmd ?? [])];
  return ok({ id, argv, env: config?.Env ?? [] });
}

/** What `image inspect` of both engines prints, as far as it is looked at. */
interface ImageJson {
  readonly Id: string;
  readonly Config?: {
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly Env?: readonly string[] | null;
  };
}
