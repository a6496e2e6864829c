import { availableParallelism, machine, release, tmpdir } from 'node:os';
import { readAppArmor } from '../enforce/apparmor.ts';
import { cgroupLayout } from '../enforce/cgroup-layout.ts';
import { reachDockerDaemon } from '../enforce/docker-daemon.ts';
import { tryOverlay } from '../enforce/overlay.ts';
import { readRefusalSources } from '../enforce/refusal-sources.ts';
import { checkRoot } from '../enforce/root.ts';
import { crun, fitted, type Runtime, runc } from '../enforce/runtime.ts';
import { readRuntimeBuild } from '../enforce/runtime-build.ts';
import { tryRuntime } from '../enforce/runtime-trial.ts';
import { checkSeccomp, readSeccompActions } from '../enforce/seccomp-actions.ts';
import { inUserNamespace } from '../enforce/user-namespace.ts';
import { readOwnStatus } from '../io/own-status.ts';
import { programVersion } from '../io/program-version.ts';
import { loadRuntimeBases } from '../io/shipped-data.ts';
import type { EnforceFacts, MachineFacts, OptionalFacts, RecordFacts, RuntimeFacts } from '../model/machine.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import type { RuntimeBase } from '../model/runtime-base.ts';
import { isNewerThanMeasured, parseRuntimeSelector } from '../policy/runtime-selector.ts';
import { containerMark } from '../record/container-mark.ts';
import { readPtraceFacts } from '../record/ptrace-denial.ts';
import { strace } from '../record/strace.ts';
import { tryTraceSpace } from '../record/trace-space.ts';
import { abiHere } from './abi-here.ts';
import { version } from './version.ts';

/** Tries out what this machine has, all at once. Changes nothing and leaves nothing behind. */
export async function readMachineFacts(): Promise<MachineFacts> {
  const [record, enforce, logs, optional] = await Promise.all([
    recordFacts(),
    enforceFacts(),
    readRefusalSources(),
    optionalFacts(),
  ]);
  return {
    seccinch: version(),
    node: process.versions.node,
    kernel: release(),
    machine: machine(),
    abi: abiHere(),
    threads: availableParallelism(),
    user: process.getuid?.() ?? 0,
    record,
    enforce,
    logs,
    optional,
  };
}

async function recordFacts(): Promise<RecordFacts> {
  const { ready: _, ...readiness } = await strace.check();
  const { yama, capable } = readPtraceFacts();
  return {
    strace: readiness,
    yama,
    capable,
    filters: readOwnStatus().filters,
    temporary: { path: tmpdir(), usable: tryTraceSpace() },
    containerMark: containerMark(),
  };
}

async function enforceFacts(): Promise<EnforceFacts> {
  const root = checkRoot();
  const bases = loadRuntimeBases();
  const [actions, overlay, cgroups, ...runtimes] = await Promise.all([
    readSeccompActions(),
    root.ok ? tryOverlay() : undefined,
    cgroupLayout(),
    runtimeFacts('runc', runc, root.ok, bases),
    runtimeFacts('crun', crun, root.ok, bases),
  ]);
  const seccomp = checkSeccomp(actions);
  return { actions, seccomp, root, overlay, cgroups, userNamespace: inUserNamespace(), runtimes };
}

async function runtimeFacts(
  name: RuntimeFacts['name'],
  runtime: Runtime,
  root: boolean,
  bases: Promise<readonly RuntimeBase[]>,
): Promise<RuntimeFacts> {
  const build = await readRuntimeBuild(runtime);
  if (!build.ok) return { name, build, trial: undefined, measured: undefined };
  const measured = isMeasured(name, build.value.version, await bases);
  return { name, build, trial: root ? await tryRuntime(fitted(runtime)) : undefined, measured };
}

/** Whether `generate --runtime NAME@VERSION` would have something to go by. */
function isMeasured(name: string, version: string, bases: readonly RuntimeBase[]): Result<void> {
  const selector = parseRuntimeSelector(`${name}@${version}`, bases);
  if (!selector.ok) return selector;
  const base = bases.find(({ runtime }) => runtime === name);
  const newer = base !== undefined && isNewerThanMeasured(base, version);
  return newer ? fail({ kind: 'runtime-newer-than-measured', what: `${name}@${version}` }) : ok(undefined);
}

async function optionalFacts(): Promise<OptionalFacts> {
  const [docker, dockerDaemon, podman, youki, bpftrace, apparmor] = await Promise.all([
    programVersion('docker'),
    reachDockerDaemon(),
    programVersion('podman'),
    programVersion('youki'),
    programVersion('bpftrace'),
    readAppArmor(),
  ]);
  return { docker, dockerDaemon, podman, youki, bpftrace, apparmor };
}
