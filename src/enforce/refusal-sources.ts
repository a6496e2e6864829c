import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askProgram } from '../io/ask-program.ts';
import { unusable } from '../io/program-version.ts';
import type { LogAccess, LogFacts } from '../model/machine.ts';
import { fail, ok, type Result } from '../model/problem.ts';

/** Where logs lie beside the kernel's own. */
export interface LogPlaces {
  readonly auditd: string;
  /** Folders with one folder for each machine, by its id. */
  readonly journals: readonly string[];
}

/**
 * auditd's `log_file` (auditd.conf(5)), and where journald keeps what it has for good and until the next boot
 * (systemd-journald.service(8), FILES).
 */
const usualPlaces: LogPlaces = {
  auditd: '/var/log/audit/audit.log',
  journals: ['/var/log/journal', '/run/log/journal'],
};

/** Finds out where the kernel's records of refused calls go, and which of that may be read here. */
export async function readRefusalSources(places = usualPlaces): Promise<LogFacts> {
  return {
    audit: audit(),
    kernelLog: await tryKernelLog(),
    auditd: access(places.auditd),
    journal: journal(places.journals),
  };
}

/**
 * Whether dmesg(1) may read the kernel's log: tried out, since `kernel.dmesg_restrict`, capabilities, and in a container
 * the engine's filter have a say in it. Gives `log-denied`, `program-unusable` where there is no answer,
 * and nothing where there is no dmesg.
 */
export async function tryKernelLog(): Promise<Result<void> | undefined> {
  // Hundreds of kilobytes that nobody reads.
  const answer = await askProgram('sh', ['-c', 'exec dmesg >/dev/null'], { timeoutMs: 3000 });
  if (answer.status === 0) return ok(undefined);
  if (answer.status === 127 || !answer.started) return undefined;
  if (answer.status === undefined || answer.status === 126) return fail(unusable('dmesg', answer));
  const restricted = readText('/proc/sys/kernel/dmesg_restrict')?.trim();
  const why = restricted === undefined ? '' : `, kernel.dmesg_restrict = ${restricted}`;
  return fail({ kind: 'log-denied', what: `the kernel's log${why}` });
}

// A process has a login uid where the kernel has audit records (fs/proc/base.c, CONFIG_AUDIT). `audit=0` or `off` does away
// with them altogether, unlike auditctl -e 0 (kernel/audit.c, audit_enable).
function audit(): LogFacts['audit'] {
  const words = (readText('/proc/cmdline') ?? '').split(/\s+/);
  return { built: existsSync('/proc/self/loginuid'), off: words.includes('audit=0') || words.includes('audit=off') };
}

function access(path: string): LogAccess {
  try {
    accessSync(path, constants.R_OK);
    return 'readable';
  } catch (error) {
    // Its folder may not be entered (EACCES): then it is there, as far as anybody can tell.
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'denied' : 'absent';
  }
}

function journal(folders: LogPlaces['journals']): LogAccess {
  const found = folders.flatMap((folder) => machines(folder).map((id) => access(join(folder, id, 'system.journal'))));
  return found.includes('readable') ? 'readable' : found.includes('denied') ? 'denied' : 'absent';
}

function machines(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
