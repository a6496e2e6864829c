import type { LoggedLine } from './audit-prefix.ts';

/**
 * A message that records were not logged: `times` of them at least, or `total` since the machine started.
 */
export type AuditLoss =
  | { readonly kind: 'times'; readonly times: number }
  | { readonly kind: 'total'; readonly total: number };

/** Who says it, and how; a number in it is how many. */
const losses: readonly { readonly source: RegExp; readonly message: RegExp; readonly isTotal?: true }[] = [
  // printk_ratelimit() of the kernel, named after the function that would have printed: kauditd_printk_skb,
  // audit_printk_skb before 4.10. Without auditd ten lines in five seconds are printed (DEFAULT_RATELIMIT_BURST).
  { source: /^kernel$/, message: /^(?:audit: )?\w*audit\w*: (\d{1,10}) (?:output lines|callbacks) suppressed/ },
  // audit_log_lost in kernel/audit.c: a counter that only grows.
  { source: /^kernel$/, message: /^(?:audit: )?audit_lost=(\d{1,10}) /, isTotal: true },
  // dispatch.c of audispd and audisp/queue.c of auditd 3.
  { source: /^(?:audispd|auditd|audisp-syslog)$/, message: /queue (?:to plugins )?is full - dropping event/ },
  // journald-kmsg.c.
  { source: /^systemd-journald$/, message: /^Missed (\d{1,10}) kernel messages/ },
  { source: /^systemd-journald$/, message: /kmsg buffer overrun, some messages lost/ },
  // rsyslog's imjournal, and its other inputs.
  { source: /^rsyslogd$/, message: /(\d{1,10}) messages lost due to rate-limiting/ },
];

/** What a line says was lost; undefined when it says no such thing. */
export function auditLoss({ source, message }: LoggedLine): AuditLoss | undefined {
  for (const loss of losses) {
    if (!loss.source.test(source)) continue;
    const found = loss.message.exec(message);
    if (found === null) continue;
    const number = Number(found[1] ?? 1);
    return loss.isTotal === true ? { kind: 'total', total: number } : { kind: 'times', times: Math.max(1, number) };
  }
  return undefined;
}
