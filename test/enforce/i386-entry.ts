import { spawnSync } from 'node:child_process';
import type { RawCall } from './register-probe.ts';
import { compileStatic, withoutLibrary } from './static-program.ts';

// getpid(2) of i386, then exit_group(2) of x86_64.
const source = `
__asm__(".globl _start\\n_start: mov $20, %eax\\n int $0x80\\n mov $231, %eax\\n xor %edi, %edi\\n syscall\\n");
`;

let taken: boolean | undefined;

/**
 * Whether the kernel takes calls of i386 (int 0x80). Where it does not (`ia32_emulation=off`, arch/x86/entry/common.c; some
 * virtual machines), the program dies of SIGSEGV, and what tests say of i386 is decided but cannot be made.
 */
export function takesI386Calls(): boolean {
  taken ??= isTaken();
  return taken;
}

/** Whether a call can be made here. */
export function canMake({ abi }: RawCall): boolean {
  return abi !== 'i386' || takesI386Calls();
}

function isTaken(): boolean {
  const { status, signal, error } = spawnSync(program());
  if (status === 0) return true;
  if (signal === 'SIGSEGV') return false;
  throw new Error(`a program that makes a call of i386 ended with ${signal ?? status}`, { cause: error });
}

function program(): string {
  try {
    return compileStatic(source, withoutLibrary);
  } catch (cause) {
    throw new Error('cannot compile a program that makes a call of i386: the tests need gcc (npm test installs it)', {
      cause,
    });
  }
}
