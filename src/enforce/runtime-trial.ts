import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { cgroupLayout } from './cgroup-layout.ts';
import { runContained } from './contained-run.ts';
import type { Runtime } from './runtime.ts';

const timeoutMs = 5000;

/** It lets everything through but acct(2), so that the runtime has to load a filter: one built without seccomp refuses. */
const filter = '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["acct"],"action":"SCMP_ACT_ERRNO"}]}';

/**
 * Has a runtime make a container of this machine's own system, with a filter, and run an empty command in it. Leaves
 * nothing behind; takes about 0.1 s. Gives `cgroups-refused` and `container-not-created` with the runtime's words (also where
 * this is not root: `checkRoot` tells that better), and `output-unwritable`.
 */
export async function tryRuntime(runtime: Runtime): Promise<Result<void>> {
  const ran = await runContained({
    runtime,
    bundle: {
      argv: ['/bin/sh', '-c', ':'],
      env: new Map([['PATH', '/usr/sbin:/usr/bin:/sbin:/bin']]),
      cwd: '/',
      user: { uid: 0, gid: 0 },
      noNewPrivileges: true,
      seccomp: filter,
      extra: [],
      network: 'host',
    },
    outputLimit: 4096,
    timeoutMs,
  });
  if (!ran.ok) return fail(await named(ran.problem, runtime));
  const { status, ending, stderr } = ran.value;
  if (ending === 'itself' && status === 0) return ok(undefined);
  const words = ending === 'itself' ? String(stderr.bytes).trim() || `status ${status}` : 'no answer';
  return fail({ kind: 'container-not-created', what: `${runtime.name}: ${words}` });
}

// "cgroups in hybrid mode not supported, drop all controllers from cgroupv2": crun where the second hierarchy of a hybrid
// layout has any (libcrun/cgroup.c, libcrun_cgroup_enter).
async function named(problem: Problem, runtime: Runtime): Promise<Problem> {
  if (problem.kind !== 'container-not-created' || !/\bcgroups in hybrid mode\b/.test(problem.what ?? ''))
    return problem;
  return { kind: 'cgroups-refused', what: `${runtime.name}, ${(await cgroupLayout()) ?? 'unknown'} layout` };
}
