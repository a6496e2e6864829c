import type { Abi } from '../model/abi.ts';

// arch/x86/kernel/signal_32.c, arch/arm/kernel/signal.c and arch/s390/kernel/signal.c; the others have one frame only.
const withOldFrame: ReadonlySet<Abi> = new Set(['arm', 'i386', 's390x']);

/** The calls through which signal handlers return under an ABI: `setup_frame` of some takes sigreturn without SA_SIGINFO. */
export function signalReturns(abi: Abi): readonly string[] {
  return withOldFrame.has(abi) ? ['rt_sigreturn', 'sigreturn'] : ['rt_sigreturn'];
}
