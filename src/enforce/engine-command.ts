import { readFileSync } from 'node:fs';
import { capability, holds, readOwnStatus } from '../io/own-status.ts';
import type { Engine, EngineImage } from './engine.ts';

/** What an engine is to run, and how; what is left out is as the image has it. */
export interface EngineRequest {
  readonly engine: Engine;
  readonly image: EngineImage;
  readonly argv: readonly [string, ...string[]];
  readonly env: ReadonlyMap<string, string>;
  readonly cwd?: string;
  readonly user?: string;
  /** Capabilities (`CAP_…`) beside those that the engine gives. */
  readonly capabilities: readonly string[];
  readonly noNewPrivileges: boolean;
  readonly network: 'host' | 'none';
}

/** What differs from run to run. */
export interface EngineRun {
  readonly name: string;
  /** The profile's file; without one, the container is unconfined. */
  readonly profile?: string;
  /** podman: the program to use as the runtime. */
  readonly runtime?: string;
  /** Started in the place of the workload, as a file of the host under a path of the container, with these arguments. */
  readonly instead?: { readonly file: string; readonly path: string; readonly args: readonly string[] };
  /** Whether there is something to read. */
  readonly input: boolean;
}

/**
 * The arguments that make an engine create a container, start it and stay with it until it ends. Its output is kept in no
 * log. Exactly the workload's command runs: it takes the place of the image's entry point.
 */
export function engineArgs(request: EngineRequest, run: EngineRun, limits = podmanLimits()): readonly string[] {
  const { engine, image, argv, env, cwd, user, capabilities, noNewPrivileges, network } = request;
  const isPodman = engine.name === 'podman';
  const [entry, ...rest] = run.instead === undefined ? argv : ([run.instead.path, ...run.instead.args] as const);
  const runtime = typeof engine.runtime === 'string' ? ['--runtime', engine.runtime] : [];
  return [
    ...(run.runtime === undefined ? [] : ['--runtime', run.runtime]),
    'run',
    ...['--name', run.name],
    ...runtime,
    ...['--pull', 'never', '--log-driver', 'none', '--network', network],
    ...['--security-opt', `seccomp=${run.profile ?? 'unconfined'}`],
    ...['--security-opt', `no-new-privileges=${noNewPrivileges}`],
    ...(isPodman ? limits : []),
    ...(run.input ? ['--interactive'] : []),
    ...(user === undefined ? [] : ['--user', user]),
    ...(cwd === undefined ? [] : ['--workdir', cwd]),
    ...capabilities.flatMap((name) => ['--cap-add', name]),
    ...[...env].flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    // z: where there is SELinux, it has to be told that a container may read the file.
    ...(run.instead === undefined ? [] : ['--volume', `${run.instead.file}:${run.instead.path}:ro,z`]),
    // podman takes a list as JSON as well, and one word that looks like it for one.
    ...['--entrypoint', isPodman ? JSON.stringify([entry]) : entry],
    image.id,
    ...rest,
  ];
}

/** What podman asks for as root where nothing else is configured (containers/podman, pkg/rlimits, RLimitDefaultValue). */
const podmanLimit = 1_048_576;

/** The hard limits of this process, and whether it may raise them (setrlimit(2), CAP_SYS_RESOURCE). */
export interface OwnLimits {
  /** Text of /proc/self/limits. */
  readonly text: string;
  /** Text of /proc/sys/kernel/pid_max. */
  readonly pidMax: string;
  readonly mayRaise: boolean;
}

function ownLimits(): OwnLimits {
  return {
    text: readFileSync('/proc/self/limits', 'utf8'),
    pidMax: readFileSync('/proc/sys/kernel/pid_max', 'utf8'),
    mayRaise: holds(readOwnStatus(), capability.sysResource),
  };
}

/**
 * podman (4.3.1, measured) gives a container 1048576 open files and processes, and fails where the hard limits here are
 * lower and may not be raised: it then has to ask for less. Of processes, it gives up what is beyond pid_max before it
 * looks (containers/common, pkg/config, getDefaultProcessLimits), and one limit that is named takes the defaults of all away.
 */
export function podmanLimits({ text, pidMax, mayRaise }: OwnLimits = ownLimits()): readonly string[] {
  const hard = (title: string): number =>
    Number(new RegExp(`^${title} +\\S+ +(\\d+) `, 'm').exec(text)?.[1] ?? podmanLimit);
  const files = hard('Max open files');
  const processes = Math.min(hard('Max processes'), Number(pidMax));
  if (mayRaise || (files >= podmanLimit && processes >= podmanLimit)) return [];
  return [
    ...['--ulimit', `nofile=${Math.min(files, podmanLimit)}`],
    ...['--ulimit', `nproc=${Math.min(processes, podmanLimit)}`],
  ];
}

/**
 * A script to be podman's runtime: it hands everything on to the real one, which writes its words to `log` and, with
 * `before`, is started by that command where it creates a container.
 */
export function runtimeScript(command: readonly string[], log: string, before: readonly string[] = []): string {
  const real = `${[...command, '--log', log].map(quoted).join(' ')} "$@"`;
  const watched = [...before, ''].map((word) => (word === '' ? '' : quoted(word))).join(' ');
  return `#!/bin/sh\nfor word do\n  [ "$word" != create ] || exec ${watched}${real}\ndone\nexec ${real}\n`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
