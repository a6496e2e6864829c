/**
 * The ABIs seccinch knows: one system call table each. Named as `uname -m` and the kernel tree name them, not as
 * libseccomp or Go do; `kernel/architectures.ts` holds the other spellings.
 */
export const abis = [
  'x86_64',
  'i386',
  'x32',
  'aarch64',
  'arm',
  'riscv64',
  's390x',
  'ppc64le',
  'loongarch64',
  'mips64el',
] as const;

/** One system call table: the kernel's view of who is calling. */
export type Abi = (typeof abis)[number];
