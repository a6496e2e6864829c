import type { AuditStamp } from './audit-line.ts';
import type { LoggedLine } from './audit-prefix.ts';

/**
 * Reads an entry of `journalctl -o json`: who said it is the journal's word (`_TRANSPORT`), not the message's. Fields:
 * systemd.journal-fields(7), and process_audit_string in journald-audit.c. A MESSAGE that is not text is an array of
 * bytes, one over 4 KiB is null unless `--all` is given (systemd's docs/JOURNAL_EXPORT_FORMATS).
 * @param text one line, one character a byte (latin1)
 * @returns undefined for what is no such entry, and where the kernel's own message is left out
 */
export function journalLine(text: string): LoggedLine | undefined {
  const entry = objectOf(text);
  if (entry === undefined) return undefined;
  const transport = stringOf(entry, '_TRANSPORT');
  const source = transport === 'audit' || transport === 'kernel' ? transport : stringOf(entry, 'SYSLOG_IDENTIFIER');
  const message = messageOf(entry);
  const isEntry =
    transport !== undefined || source !== undefined || stringOf(entry, '__REALTIME_TIMESTAMP') !== undefined;
  if (!isEntry || (message === undefined && source === transport)) return undefined;
  return {
    source: source ?? 'journal',
    message: message ?? '',
    isLogged: true,
    stamp: transport === 'audit' ? stampOf(entry) : undefined,
  };
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function stringOf(entry: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = Object.hasOwn(entry, key) ? entry[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function messageOf(entry: Readonly<Record<string, unknown>>): string | undefined {
  const value = Object.hasOwn(entry, 'MESSAGE') ? entry.MESSAGE : undefined;
  if (!Array.isArray(value)) return typeof value === 'string' ? value : undefined;
  return value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256)
    ? Buffer.from(value as number[]).toString('latin1')
    : undefined;
}

/** The event's own time and number: the entry's other times are when journald got to know of it. */
function stampOf(entry: Readonly<Record<string, unknown>>): AuditStamp | undefined {
  const serial = /^\d{1,10}$/.exec(stringOf(entry, '_AUDIT_ID') ?? '')?.[0];
  const micros = /^(\d{1,12})(\d{3})\d{3}$/.exec(stringOf(entry, '_SOURCE_REALTIME_TIMESTAMP') ?? '');
  if (serial === undefined || micros === null) return undefined;
  return { node: '', time: `${micros[1]}.${micros[2]}`, serial: Number(serial) };
}
