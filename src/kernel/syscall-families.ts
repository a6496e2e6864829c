import { familyTable } from './syscall-families.generated.ts';

/** Syscalls that belong together for a reader. */
export interface SyscallFamily {
  /** `network`: in lower case, to stand in a sentence or above a list. */
  readonly title: string;
  /** Of all ABIs, sorted. */
  readonly syscalls: readonly string[];
}

/** Every family, in the order in which they are shown; every syscall of any ABI is in exactly one. */
export function syscallFamilies(): readonly SyscallFamily[] {
  return familyTable
    .trim()
    .split('\n')
    .map((line) => {
      const [title = '', names = ''] = line.split('|');
      return { title, syscalls: names.split(' ') };
    });
}
