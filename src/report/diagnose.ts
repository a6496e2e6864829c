import type { Check, CheckId, CheckStatus, DoctorVerdict, Job, JobVerdict } from '../model/doctor.ts';
import type { MachineFacts } from '../model/machine.ts';
import { diagnoseEnforcing } from './diagnose-enforcing.ts';
import { diagnoseLogs } from './diagnose-logs.ts';
import { diagnoseOptional } from './diagnose-optional.ts';
import { diagnoseReading } from './diagnose-reading.ts';
import { diagnoseRecording } from './diagnose-recording.ts';

/** Judges what was found of a machine: what works, what does not and why, and what can be done here. Pure. */
export function diagnose(facts: MachineFacts): DoctorVerdict {
  const { seccinch, kernel, machine, user } = facts;
  const checks = [
    ...diagnoseRecording(facts),
    ...diagnoseReading(facts),
    ...diagnoseEnforcing(facts.enforce),
    ...diagnoseLogs(facts.logs, facts.enforce.actions),
    ...diagnoseOptional(facts.optional),
  ];
  return { kind: 'doctor', seccinch, machine: { kernel, machine, user }, checks, jobs: jobs(checks) };
}

/** Enough to work with. */
const working: ReadonlySet<CheckStatus> = new Set(['ok', 'limited']);

function jobs(checks: readonly Check[]): readonly JobVerdict[] {
  const works = (id: CheckId): boolean => checks.some((check) => check.id === id && working.has(check.status));
  const judge = (job: Job, needed: readonly CheckId[], oneOf: readonly CheckId[] = []): JobVerdict => {
    const by = oneOf.filter(works);
    const lacks = needed.filter((id) => !works(id)).map((id): readonly CheckId[] => [id]);
    if (oneOf.length > 0 && by.length === 0) lacks.push(oneOf);
    return { job, possible: lacks.length === 0, by, lacks };
  };
  return [
    judge('record', ['strace', 'tracing', 'temporary', 'tables']),
    // A machine that the tables do not hold reads traces of others.
    judge('ingest', []),
    judge('verify', ['strace', 'tracing', 'temporary', 'seccomp', 'root', 'overlay'], ['runc', 'crun']),
    judge('audit', ['audit', 'logged'], ['kernel-log', 'auditd', 'journal']),
  ];
}
