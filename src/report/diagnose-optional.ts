import type { Check } from '../model/doctor.ts';
import type { OptionalFacts, OptionalProgram } from '../model/machine.ts';
import type { Result } from '../model/problem.ts';

/** Engines, and tools beside strace and seccomp. */
export function diagnoseOptional(facts: OptionalFacts): readonly Check[] {
  const { docker, dockerDaemon, podman, youki, bpftrace, apparmor } = facts;
  const unmeasured: Result<never> = { ok: false, problem: { kind: 'runtime-unknown', what: 'youki' } };
  return [
    dockerDaemon === undefined && docker?.ok
      ? { ...rest, id: 'docker', status: 'untried', found: docker.value }
      : programCheck('docker', docker, dockerDaemon),
    programCheck('podman', podman),
    programCheck('youki', youki, unmeasured),
    programCheck('bpftrace', bpftrace),
    apparmor.enabled ? programCheck('apparmor', apparmor.parser) : { ...rest, id: 'apparmor', status: 'missing' },
  ];
}

const rest = { group: 'optional', details: [], problems: [] } as const;

/** @param limit what a program that works is limited by, if it fails */
function programCheck(id: Check['id'], program: OptionalProgram, limit?: Result<void>): Check {
  if (program === undefined) return { ...rest, id, status: 'missing' };
  if (!program.ok) return { ...rest, id, status: 'fails', problems: [program.problem] };
  const found = program.value;
  if (limit === undefined || limit.ok) return { ...rest, id, status: 'ok', found };
  return { ...rest, id, status: 'limited', found, problems: [limit.problem] };
}
