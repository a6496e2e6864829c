import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

/**
 * The numbers of the calls that the threads of a process are in right now (proc_pid_syscall(5)). A process that is attached
 * to in a wait is interrupted, and all that a tracer sees of that wait is restart_syscall. Takes the permission that
 * attaching takes. Nothing of a 32-bit process: its numbers are of another table.
 */
export function callsInFlight(pid: number): readonly number[] {
  if (!is64Bit(pid)) return [];
  const found = new Set<number>();
  for (const thread of threads(pid)) {
    try {
      // `running`, or `-1 …` where it waits outside a call.
      const number = Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/syscall`, 'latin1'), 10);
      if (number >= 0) found.add(number);
    } catch {
      // Gone, or a kernel without CONFIG_HAVE_ARCH_TRACEHOOK.
    }
  }
  return [...found].sort((a, b) => a - b);
}

function threads(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

// EI_CLASS of the ELF header (elf(5)): 2 is 64 bits.
function is64Bit(pid: number): boolean {
  const header = Buffer.alloc(5);
  try {
    const file = openSync(`/proc/${pid}/exe`, 'r');
    try {
      readSync(file, header, 0, header.length, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
  return header[4] === 2;
}
