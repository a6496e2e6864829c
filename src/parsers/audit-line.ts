import { journalLine } from './audit-journal.ts';
import { type AuditLoss, auditLoss } from './audit-loss.ts';
import { type LoggedLine, loggedLine } from './audit-prefix.ts';
import { type AuditRecord, readAuditRecord } from './audit-record.ts';

/** When and as what an audit event was logged: `audit(1795442905.069:22337)`. */
export interface AuditStamp {
  /** As logged: seconds since the epoch with milliseconds, or a local time (`ausearch -i`). */
  readonly time: string;
  /** The kernel numbers events from 1 on after each start; records of one event share the number. */
  readonly serial: number;
  /** The machine, where the log is of several; otherwise `''`. */
  readonly node: string;
}

/** One line of a log in which audit records may stand. */
export type AuditLine =
  /** A filter did something with a call. `stamp` is left out where the log has none: journald's short form. */
  | { readonly kind: 'record'; readonly record: AuditRecord; readonly stamp?: AuditStamp }
  /** An audit record of another type; `isDaemons`: auditd made it, and numbers its own apart. */
  | { readonly kind: 'other-record'; readonly stamp?: AuditStamp; readonly isDaemons: boolean }
  /** Something was not logged. */
  | { readonly kind: 'loss'; readonly loss: AuditLoss }
  /** What the tool puts between records: `----` and `time->…` of ausearch, `-- Boot … --` of journalctl. */
  | { readonly kind: 'separator' }
  /** A message that is no audit record. */
  | { readonly kind: 'other-message' }
  | { readonly kind: 'blank-line' }
  /** Nothing such a log holds, or a record that is damaged. */
  | { readonly kind: 'unparsable' };

// audit_log_start in kernel/audit.c: `audit(%llu.%03lu:%u): `, behind `type=%d ` in the kernel log (kauditd_printk_skb),
// behind `type=NAME msg=` in what auditd writes (format_raw in src/auditd-event.c), with ` : ` in what `ausearch -i` does.
const typed =
  /^(?:audit: )?(?:node=(\S+) )?type=([A-Z0-9_]+|UNKNOWN\[\d+\]) (?:msg=)?audit\(([^)]{1,64}):(\d{1,10})\) ?: ?/;
// journald's audit transport (process_audit_string in journald-audit.c): the name of the type, then the text.
const named = /^([A-Z][A-Z0-9_]*|UNKNOWN\[\d+\])(?: |$)/;
/** AUDIT_SECCOMP of linux/audit.h, and its name in audit-userspace lib/msg_typetab.h. */
const seccompTypes: ReadonlySet<string> = new Set(['1326', 'SECCOMP', 'UNKNOWN[1326]']);
/** What only a record of a filter says: where it stands in a line that is none, something is wrong. */
const likeRecord = /type=(?:1326|SECCOMP|UNKNOWN\[1326\]) (?:msg=)?audit\(|(?<![\w"])SECCOMP auid=/;
const separator = /^(?:----$|time->|<no matches>$|-- .* --$)/;
/** Who may say what the kernel's audit logged. What other programs say is theirs: they must not pass for it. */
const auditSources: ReadonlySet<string> = new Set(['', 'audisp-syslog', 'audispd', 'audit', 'auditd', 'kernel']);

/**
 * Reads a line of dmesg, of auditd's own log, of ausearch, of journalctl in its text and JSON forms, or of syslog.
 * @param text without its newline; one character a byte (latin1)
 */
export function readAuditLine(text: string): AuditLine {
  if (/^\s*$/.test(text)) return { kind: 'blank-line' };
  const isJson = text.startsWith('{');
  const line = isJson ? journalLine(text) : loggedLine(text);
  if (line === undefined) return { kind: 'unparsable' };
  const read = auditSources.has(line.source) ? readMessage(line) : undefined;
  if (read !== undefined) return read;
  const loss = auditLoss(line);
  if (loss !== undefined) return { kind: 'loss', loss };
  if (likeRecord.test(line.message)) return { kind: 'unparsable' };
  if (line.isLogged) return { kind: 'other-message' };
  if (separator.test(text)) return { kind: 'separator' };
  return { kind: /^[ \t]/.test(text) ? 'other-message' : 'unparsable' };
}

function readMessage(line: LoggedLine): AuditLine | undefined {
  const head = typed.exec(line.message);
  if (head !== null) {
    const [whole, node = '', type = '', time = '', serial = ''] = head;
    const stamp = { node, time, serial: Number(serial) };
    return readTyped(type, line.message.slice(whole.length), stamp);
  }
  if (line.source !== 'audit') return undefined;
  const type = named.exec(line.message)?.[1];
  if (type === undefined) return undefined;
  return readTyped(type, line.message.slice(type.length + 1), line.stamp);
}

function readTyped(type: string, body: string, stamp: AuditStamp | undefined): AuditLine {
  const told = stamp === undefined ? {} : { stamp };
  if (!seccompTypes.has(type)) return { kind: 'other-record', isDaemons: type.startsWith('DAEMON_'), ...told };
  const record = readAuditRecord(body);
  return record === undefined ? { kind: 'unparsable' } : { kind: 'record', record, ...told };
}
