import { type AuditCall, auditCall } from '../kernel/audit-calls.ts';
import { type SeccompAction, seccompAction } from '../kernel/seccomp-actions.ts';

/** What a record of type SECCOMP says. */
export interface AuditRecord {
  /** The thread's name, at most 15 bytes and of the program's own choosing; text. */
  readonly comm: string;
  /** The program's path, in its own mount namespace; text. */
  readonly exe: string;
  readonly call: AuditCall;
  readonly action: SeccompAction;
  /** The same for the same event wherever it is logged by the kernel: its fields as they stand. */
  readonly fields: string;
}

// audit_seccomp and audit_log_task in kernel/auditsc.c. comm and exe are quoted, or bare hex where they hold a quote, a
// blank or anything but printable ASCII (audit_log_untrustedstring). What comes before pid= (an LSM's label may hold
// blanks) is not needed. Kernels before 3.16 do not have all of it.
const raw =
  /(?:^| )pid=\d+ comm=("[^"]{0,64}"|[0-9A-F]{0,64}|\S{1,64}) exe=("[^"]{0,8192}"|[0-9A-F]{0,8192}|\S{1,8192}) sig=\d+ arch=([0-9a-f]{1,8}) syscall=(-?\d+) compat=[01] ip=0x[0-9a-f]+ code=(0x[0-9a-f]+)(?= |$|\u001D|#035|\^\])/;

// `ausearch -i` takes quotes and hex off: a comm or an exe may then look like other fields. The last ones stand at the end.
const interpreted = / sig=\S+ arch=(\S+) syscall=(\S+) compat=[01] ip=0x[0-9a-f]+ code=(\S+) ?$/;
const beforeComm = /(?:^| )pid=\d+ comm=/;
const beforeExe = ' exe=';

// log_format=ENRICHED of auditd appends names behind a group separator; rsyslog writes that as #035, cat -v as ^].
// Its SYSCALL= was unknown-syscall(-1) in all that were seen (auditd 3.0.9).
const enriched = /(?:\u001D|#035|\^\]).*$/;

/** The parts of a record, and what turns its comm and exe into text. */
interface Parts {
  readonly comm: string;
  readonly exe: string;
  readonly arch: string;
  readonly syscall: string;
  readonly code: string;
  readonly fields: string;
  readonly text: (value: string) => string;
}

function readRaw(body: string): Parts | undefined {
  const found = raw.exec(body);
  if (found === null) return undefined;
  const [whole, comm = '', exe = '', arch = '', syscall = '', code = ''] = found;
  return { comm, exe, arch, syscall, code, fields: body.slice(0, found.index + whole.length), text: untrusted };
}

// In two steps: names that look like fields would make one pattern try all ways to divide them.
function readInterpreted(fields: string): Parts | undefined {
  const found = interpreted.exec(fields);
  const head = fields.slice(0, found?.index);
  const before = beforeComm.exec(head);
  if (found === null || before === null) return undefined;
  const names = head.slice(before.index + before[0].length);
  const at = names.indexOf(beforeExe);
  if (at < 0) return undefined;
  const [, arch = '', syscall = '', code = ''] = found;
  const [comm, exe] = [names.slice(0, at), names.slice(at + beforeExe.length)];
  return { comm, exe, arch, syscall, code, fields, text: utf8 };
}

/** MAX_AUDIT_MESSAGE_LENGTH of linux/audit.h is 8970; what auditd and syslog append is short. */
const lengthLimit = 16 * 1024;

/**
 * Reads the text of a record, from `auid=` on.
 * @param body one character a byte (latin1)
 * @returns undefined for what is damaged, or of a kernel that does not tell architecture and action
 */
export function readAuditRecord(body: string): AuditRecord | undefined {
  if (body.length > lengthLimit) return undefined;
  const found = /code=0x/.test(body) ? readRaw(body) : readInterpreted(body.replace(enriched, '').trimEnd());
  if (found === undefined) return undefined;
  const { comm, exe, arch, syscall, code, fields, text } = found;
  const action = seccompAction(code);
  if (action === undefined) return undefined;
  return { comm: text(comm), exe: text(exe), call: auditCall(arch, syscall), action, fields };
}

/** The string behind an untrusted one of the kernel's. */
function untrusted(value: string): string {
  if (value.startsWith('"')) return utf8(value.slice(1, -1));
  return value.length % 2 === 0 && /^[0-9A-F]+$/.test(value) ? Buffer.from(value, 'hex').toString('utf8') : utf8(value);
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
