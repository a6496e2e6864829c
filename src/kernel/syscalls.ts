import type { Abi } from '../model/abi.ts';
import { syscallColumns } from './syscalls.generated.ts';

/** Bit 30, which an x32 call sets in its number (`__X32_SYSCALL_BIT`, arch/x86/include/uapi/asm/unistd.h). */
export const x32SyscallBit = 0x4000_0000;

// What the ABI adds to the number of the table file: bit 30 for x32; 5000, `__NR_Linux` of n64, for mips64el
// (arch/mips/include/uapi/asm/unistd.h).
const numberBase: ReadonlyMap<Abi, number> = new Map([
  ['x32', x32SyscallBit],
  ['mips64el', 5000],
]);

/** The releases in which a call first appeared, as `major.minor[.patch]`; left out where the tables do not say. */
export interface SyscallSince {
  readonly kernel?: string;
  readonly libseccomp?: string;
}

// Everything is parsed on first use and no more than asked for: a start without names should not pay for them.
let rowNames: readonly string[] | undefined;
let knownNames: ReadonlySet<string> | undefined;
let allSince: ReadonlyMap<string, SyscallSince> | undefined;
const allNumbers = new Map<Abi, ReadonlyMap<string, number>>();
const allNames = new Map<Abi, ReadonlyMap<number, string>>();

/**
 * The number of a call on an ABI as the kernel sees it: what `seccomp_data.nr`, audit records and libseccomp's
 * `seccomp_syscall_resolve_name_arch` hold, so with bit 30 set for x32 and from 5000 on for mips64el.
 * @param name libseccomp's name of the call
 * @returns undefined where the ABI has no such call
 */
export function syscallNumber(abi: Abi, name: string): number | undefined {
  return numbersOf(abi).get(name);
}

/**
 * libseccomp's name of a call.
 * @param nr the number as the kernel sees it, or as the kernel's table file has it: for x32 with or without bit 30,
 *   for mips64el with or without its base of 5000
 * @returns undefined for a number that the tables do not know
 */
export function syscallName(abi: Abi, nr: number): string | undefined {
  const names = namesOf(abi);
  return names.get(nr) ?? names.get(nr + (numberBase.get(abi) ?? 0));
}

/** The names of all calls an ABI has, sorted by code unit. */
export function syscallNames(abi: Abi): readonly string[] {
  return [...numbersOf(abi).keys()];
}

/** Whether any ABI has a call of this name (libseccomp's spelling). */
export function isKnownSyscall(name: string): boolean {
  knownNames ??= new Set(names());
  return knownNames.has(name);
}

/**
 * Since when a call is there. `kernel` is the first release that had it on x86_64, or 5.1 for the 64-bit time calls of
 * the 32-bit ABIs; `libseccomp` is a release that surely knows the name, the first one if it is a call of x86_64. An
 * older libseccomp drops the name from a profile without a word. An unknown name gives an empty object.
 */
export function syscallSince(name: string): SyscallSince {
  return since().get(name) ?? {};
}

function numbersOf(abi: Abi): ReadonlyMap<string, number> {
  const known = allNumbers.get(abi);
  if (known !== undefined) return known;
  const numbers = new Map<string, number>();
  const base = numberBase.get(abi) ?? 0;
  const cells = column(abi);
  names().forEach((name, index) => {
    const cell = cells[index];
    if (cell !== missing) numbers.set(name, Number(cell) + base);
  });
  allNumbers.set(abi, numbers);
  return numbers;
}

function namesOf(abi: Abi): ReadonlyMap<number, string> {
  const known = allNames.get(abi);
  if (known !== undefined) return known;
  const names = new Map<number, string>();
  for (const [name, number] of numbersOf(abi)) names.set(number, name);
  allNames.set(abi, names);
  return names;
}

function since(): ReadonlyMap<string, SyscallSince> {
  if (allSince !== undefined) return allSince;
  const [kernels, libseccomps] = [column('kernel'), column('libseccomp')];
  const known = new Map<string, SyscallSince>();
  names().forEach((name, index) => {
    const [kernel = missing, libseccomp = missing] = [kernels[index], libseccomps[index]];
    known.set(name, { ...(kernel !== missing && { kernel }), ...(libseccomp !== missing && { libseccomp }) });
  });
  allSince = known;
  return known;
}

function names(): readonly string[] {
  rowNames ??= column('name');
  return rowNames;
}

/** The cell of what an ABI lacks, or nobody knows. */
const missing = '-';

function column(title: keyof typeof syscallColumns): readonly string[] {
  return syscallColumns[title]
    .slice(1, -1)
    .split('\n')
    .flatMap((line) => line.split(' '));
}
