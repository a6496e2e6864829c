import type { ByteSource } from '../io/byte-source.ts';
import type { Sink } from '../model/sink.ts';
import { detectAudit } from './audit-detect.ts';
import { AuditReader } from './audit-reader.ts';
import { readLines } from './lines.ts';
import type { ParseContext, Parser } from './parser.ts';

/**
 * What seccomp filters let the kernel's audit log: records of type SECCOMP (1326) in the logs they are found in. Written
 * by audit_seccomp (kernel/auditsc.c) for LOG and for the kills always, for ERRNO, TRAP, TRACE and USER_NOTIF where the
 * filter was loaded with SECCOMP_FILTER_FLAG_LOG, never for ALLOW (seccomp_log in kernel/seccomp.c).
 */
export const audit: Parser = {
  id: 'audit',
  title: "the kernel's audit records: dmesg, auditd, ausearch, journalctl, syslog",
  tells: { by: ['process', 'exe'], select: ['process', 'exe'] },
  detect: detectAudit,
  parse,
};

async function parse(source: ByteSource, sink: Sink, context: ParseContext): Promise<void> {
  const reader = new AuditReader(sink, source.label, context);
  await readLines(source, reader, { signal: context.signal });
  reader.finish();
}
