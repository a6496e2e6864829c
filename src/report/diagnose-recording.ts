import { strangeToStrace } from '../kernel/strace-blind.ts';
import type { Check } from '../model/doctor.ts';
import type { MachineFacts, RecordFacts } from '../model/machine.ts';
import type { Problem } from '../model/problem.ts';

/** strace, whether it may trace and attach, what is around this process, and where the trace goes. */
export function diagnoseRecording({ record, kernel, abi }: MachineFacts): readonly Check[] {
  const { temporary } = record;
  const beyond = abi && record.strace.version && strangeToStrace(record.strace.version, kernel, abi);
  const filters: Problem = { kind: 'filter-in-force', what: String(record.filters) };
  return [
    straceCheck(record, beyond || undefined),
    tracing(record),
    attaching(record),
    {
      ...base('filters'),
      status: record.filters === 0 ? 'ok' : 'limited',
      found: record.filters === 0 ? 'none' : String(record.filters),
      problems: record.filters === 0 ? [] : [filters],
    },
    {
      ...base('temporary'),
      status: temporary.usable.ok ? 'ok' : 'fails',
      found: temporary.path,
      problems: temporary.usable.ok ? [] : [temporary.usable.problem],
    },
  ];
}

function base<Id extends Check['id']>(id: Id) {
  return { id, group: 'record', details: [], problems: [] } as const;
}

function straceCheck({ strace: { version, problem } }: RecordFacts, beyond: Problem | undefined): Check {
  const check = base('strace');
  if (version !== undefined) {
    return { ...check, status: beyond ? 'limited' : 'ok', found: version, problems: beyond ? [beyond] : [] };
  }
  const status = problem?.kind === 'strace-missing' ? 'missing' : 'fails';
  return { ...check, status, problems: problem ? [problem] : [] };
}

function tracing({ strace: { version, problem }, yama, capable, containerMark }: RecordFacts): Check {
  const details = [
    { name: 'kernel.yama.ptrace_scope', value: yama === undefined ? 'no Yama' : String(yama) },
    { name: 'CAP_SYS_PTRACE', value: capable ? 'yes' : 'no' },
    ...(containerMark === undefined ? [] : [{ name: 'mark of a container', value: containerMark }]),
  ];
  const check = { ...base('tracing'), details };
  if (version === undefined) return { ...check, status: 'untried' };
  return problem ? { ...check, status: 'fails', problems: [problem] } : { ...check, status: 'ok' };
}

// Who may attach to what runs already: ptrace(2), "Ptrace access mode checking", and Yama's documentation.
function attaching({ strace: { version, problem }, yama, capable }: RecordFacts): Check {
  const check = base('attaching');
  if (version === undefined || problem !== undefined) return { ...check, status: 'untried' };
  if (yama === 3 || (!capable && yama !== undefined && yama > 0)) {
    return {
      ...check,
      status: 'fails',
      problems: [{ kind: 'ptrace-denied-yama', what: `kernel.yama.ptrace_scope = ${yama}` }],
    };
  }
  return { ...check, status: 'ok', details: [{ name: 'processes of', value: capable ? 'any user' : 'this user' }] };
}
