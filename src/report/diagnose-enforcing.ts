import type { Check } from '../model/doctor.ts';
import type { EnforceFacts, RuntimeFacts } from '../model/machine.ts';
import type { Result } from '../model/problem.ts';

/** The kernel's seccomp, root, an overlay, and the runtimes. */
export function diagnoseEnforcing(facts: EnforceFacts): readonly Check[] {
  const { actions, seccomp, root, overlay, cgroups, userNamespace, runtimes } = facts;
  const rest = { group: 'verify', details: [] } as const;
  return [
    {
      ...rest,
      id: 'seccomp',
      status: seccomp.ok ? 'ok' : actions.available === undefined ? 'missing' : 'limited',
      details: [{ name: 'actions', value: actions.available?.join(' ') ?? 'not told' }],
      problems: problems(seccomp),
    },
    {
      ...rest,
      id: 'root',
      status: root.ok ? 'ok' : 'missing',
      details: userNamespace ? [{ name: 'user namespace', value: 'its own' }] : [],
      problems: problems(root),
    },
    {
      ...rest,
      id: 'overlay',
      status: overlay === undefined ? 'untried' : overlay.ok ? 'ok' : 'fails',
      problems: problems(overlay),
    },
    ...runtimes.map((runtime) => runtimeCheck(runtime, cgroups)),
  ];
}

function runtimeCheck({ name, build, trial, measured }: RuntimeFacts, cgroups: EnforceFacts['cgroups']): Check {
  const check = { id: name, group: 'verify' } as const;
  if (!build.ok) {
    const status = build.problem.kind === 'runtime-missing' ? 'missing' : 'fails';
    return { ...check, status, details: [], problems: [build.problem] };
  }
  const { version, libseccomp } = build.value;
  const limits = problems(measured);
  const works = limits.length === 0 ? 'ok' : 'limited';
  return {
    ...check,
    status: trial === undefined ? 'untried' : trial.ok ? works : 'fails',
    found: version,
    details: [
      ...(libseccomp === undefined ? [] : [{ name: 'libseccomp', value: libseccomp }]),
      ...(cgroups === undefined ? [] : [{ name: 'cgroups', value: cgroups }]),
      ...(measured?.ok ? [{ name: 'its calls under a filter', value: 'measured' }] : []),
    ],
    problems: [...problems(trial), ...limits],
  };
}

function problems(result: Result<unknown> | undefined): Check['problems'] {
  return result === undefined || result.ok ? [] : [result.problem];
}
