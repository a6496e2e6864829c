import type { Abi } from '../model/abi.ts';

// The names of the machines that engines run on, as their `arches` have them: libseccomp's.
const names: ReadonlyMap<Abi, string> = new Map([
  ['x86_64', 'amd64'],
  ['i386', 'x86'],
  ['aarch64', 'arm64'],
  ['arm', 'arm'],
  ['riscv64', 'riscv64'],
  ['s390x', 's390x'],
  ['ppc64le', 'ppc64le'],
  ['loongarch64', 'loongarch64'],
  ['mips64el', 'mipsel64'],
]);

/** How Docker and containers-common name a machine in `arches` (goToNative; libseccomp-golang, ScmpArch.String). */
export function machineName(abi: Abi): string | undefined {
  return names.get(abi);
}

// Where `archMap` is looked up (nativeToSeccomp). moby/profiles has it under `loong64`, but calls the machine
// `loongarch64`, so that it finds nothing there; containers-common knows the 64-bit ones that have a 32-bit ABI.
const mapped = {
  docker: new Set<Abi>(['x86_64', 'i386', 'aarch64', 'arm', 'riscv64', 's390x', 'ppc64le', 'mips64el']),
  'containers-common': new Set<Abi>(['x86_64', 'aarch64', 's390x', 'mips64el']),
} as const;

/** Whether an engine takes the architectures of a machine from `archMap`; else libseccomp's native one is left. */
export function usesArchMap(dialect: 'docker' | 'containers-common', abi: Abi): boolean {
  return mapped[dialect].has(abi);
}
