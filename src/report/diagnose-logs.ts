import type { Check, CheckStatus } from '../model/doctor.ts';
import type { LogAccess, LogFacts, SeccompActions } from '../model/machine.ts';

const statuses: Record<LogAccess, CheckStatus> = { readable: 'ok', denied: 'fails', absent: 'missing' };

/** Whether the kernel writes down what filters refuse, and which of the logs it goes to may be read. */
export function diagnoseLogs(
  { audit, kernelLog, auditd, journal }: LogFacts,
  actions: SeccompActions,
): readonly Check[] {
  const rest = { group: 'audit', details: [], problems: [] } as const;
  const isWritten = audit.built && !audit.off;
  const log = (id: 'auditd' | 'journal', access: LogAccess, name: string): Check => ({
    ...rest,
    id,
    status: statuses[access],
    problems: access === 'denied' ? [{ kind: 'log-denied', what: name }] : [],
  });
  return [
    {
      ...rest,
      id: 'audit',
      status: isWritten ? 'ok' : 'missing',
      problems: isWritten
        ? []
        : [{ kind: 'audit-off', ...(audit.off && { what: "audit=0 on the kernel's command line" }) }],
    },
    logged(actions),
    {
      ...rest,
      id: 'kernel-log',
      status: kernelLog === undefined ? 'missing' : kernelLog.ok ? 'ok' : 'fails',
      problems: kernelLog === undefined || kernelLog.ok ? [] : [kernelLog.problem],
    },
    log('auditd', auditd, '/var/log/audit/audit.log'),
    log('journal', journal, 'the journal'),
  ];
}

/** `allow` is not for the log (seccomp(2), actions_logged). */
function logged({ available, logged }: SeccompActions): Check {
  const check = { id: 'logged', group: 'audit', details: [], problems: [] } as const;
  if (available === undefined || logged === undefined) return { ...check, status: 'missing' };
  const silent = available.filter((action) => action !== 'allow' && !logged.includes(action));
  const details = [{ name: 'actions', value: logged.join(' ') }];
  if (silent.length === 0) return { ...check, details, status: 'ok' };
  return { ...check, details, status: 'limited', problems: [{ kind: 'actions-not-logged', what: silent.join(', ') }] };
}
