import type { Abi } from '../model/abi.ts';

// Symbols that arch/*/vdso of Linux exports, some since fairly recent releases: i386 and loongarch64 getcpu, ppc64le
// time, arm and i386 clock_gettime64; vdso(7) lags behind.
const table: ReadonlyMap<Abi, readonly string[]> = new Map([
  ['x86_64', ['clock_gettime', 'getcpu', 'gettimeofday', 'time']],
  ['i386', ['clock_gettime', 'clock_gettime64', 'getcpu', 'gettimeofday', 'time']],
  ['x32', ['clock_gettime', 'getcpu', 'gettimeofday', 'time']],
  ['aarch64', ['clock_gettime', 'gettimeofday']],
  ['arm', ['clock_gettime', 'clock_gettime64', 'gettimeofday']],
  ['riscv64', ['clock_gettime', 'getcpu', 'gettimeofday']],
  ['s390x', ['clock_gettime', 'getcpu', 'gettimeofday']],
  ['ppc64le', ['clock_gettime', 'getcpu', 'gettimeofday', 'time']],
  ['loongarch64', ['clock_gettime', 'getcpu', 'gettimeofday']],
  ['mips64el', ['clock_gettime', 'gettimeofday']],
]);

/**
 * The calls for the time and the current CPU that an ABI may answer in the vDSO, without entering the kernel. No tracer
 * sees them there; on a machine without that vDSO function (another clock source, an older kernel, a user-space kernel)
 * the same program makes them as system calls. Sorted; each is a call of that ABI.
 * Source: vdso(7) and the linker scripts arch/x86/entry/vdso, arch/arm64/kernel/vdso, arch/arm64/kernel/vdso32,
 * arch/riscv/kernel/vdso, arch/s390/kernel/vdso64, arch/powerpc/kernel/vdso, arch/loongarch/vdso, arch/mips/vdso.
 */
export function vdsoTimeCalls(abi: Abi): readonly string[] {
  return table.get(abi) ?? [];
}
