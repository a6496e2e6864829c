import { scmpTokens } from '../kernel/scmp-architectures.ts';
import type { RuntimeRange } from '../model/check-verdict.ts';
import type { RuntimeSelector } from '../model/runtime-selector.ts';
import { compareVersions, nextVersion, parseVersion, type Version } from '../model/version.ts';

/** How a runtime hands a profile to libseccomp, where runtimes and their versions differ. */
export interface Loader {
  readonly range: RuntimeRange;
  /** For which architectures numbers above the largest one named get ENOSYS: those listed, the native one as well. */
  readonly enosysStub: 'none' | 'listed' | 'listed-and-native';
  /** The filter flags that it takes; undefined where it takes none at all, known or not. */
  readonly flags: ReadonlySet<string> | undefined;
  readonly architectures: ReadonlySet<string>;
  /** An errno beside an action that has none keeps the container from starting. */
  readonly isStrictAboutErrno: boolean;
  /** Refuses SCMP_ACT_NOTIFY as the default, for write(2), and without a listener. */
  readonly isStrictAboutNotify: boolean;
  /** An empty name keeps the container from starting; otherwise it is a name that nobody knows. */
  readonly isStrictAboutNames: boolean;
  /** The conditions beyond are passed over. */
  readonly mostConditions: number;
  /** Asks libseccomp for a binary tree when there are more than 32 rules. */
  readonly sortsLongFilters: boolean;
}

// runc, libcontainer/seccomp/config.go of 1.1.5 and main.
const runcArchitectures = [
  'SCMP_ARCH_X86',
  'SCMP_ARCH_X86_64',
  'SCMP_ARCH_X32',
  'SCMP_ARCH_ARM',
  'SCMP_ARCH_AARCH64',
  'SCMP_ARCH_MIPS',
  'SCMP_ARCH_MIPS64',
  'SCMP_ARCH_MIPS64N32',
  'SCMP_ARCH_MIPSEL',
  'SCMP_ARCH_MIPSEL64',
  'SCMP_ARCH_MIPSEL64N32',
  'SCMP_ARCH_PPC',
  'SCMP_ARCH_PPC64',
  'SCMP_ARCH_PPC64LE',
  'SCMP_ARCH_S390',
  'SCMP_ARCH_S390X',
];
const runcFlags = ['SECCOMP_FILTER_FLAG_TSYNC', 'SECCOMP_FILTER_FLAG_SPEC_ALLOW', 'SECCOMP_FILTER_FLAG_LOG'];
const waitKillable = 'SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV';

const runc = {
  isStrictAboutErrno: false,
  isStrictAboutNotify: true,
  isStrictAboutNames: true,
  mostConditions: Number.POSITIVE_INFINITY,
} as const;

/**
 * Oldest first, each until the next. Sources: runc's CHANGELOG.md (riscv64 in 1.1.8; the native stub in 1.1.15 and
 * 1.2.0; flags and the binary tree in 1.2.0; loong64 and WAIT_KILLABLE_RECV in 1.4.1), libcontainer/seccomp/seccomp_linux.go and
 * patchbpf/enosys_linux.go; crun's src/libcrun/seccomp.c. Measured with runc 1.1.5 and 1.5.1, crun 1.8.1 and 1.28.
 */
const loaders: Readonly<Record<string, readonly (Omit<Loader, 'range'> & { readonly from: string })[]>> = {
  crun: [
    {
      from: '1.8.1',
      enosysStub: 'none',
      sortsLongFilters: false,
      flags: new Set([...runcFlags, waitKillable]),
      architectures: new Set(scmpTokens()),
      isStrictAboutErrno: true,
      isStrictAboutNotify: false,
      isStrictAboutNames: false,
      mostConditions: 6,
    },
  ],
  runc: [
    {
      ...runc,
      from: '1.0.0',
      sortsLongFilters: false,
      enosysStub: 'listed',
      flags: undefined,
      architectures: new Set(runcArchitectures),
    },
    {
      ...runc,
      from: '1.1.8',
      sortsLongFilters: false,
      enosysStub: 'listed',
      flags: undefined,
      architectures: new Set([...runcArchitectures, 'SCMP_ARCH_RISCV64']),
    },
    {
      ...runc,
      from: '1.1.15',
      sortsLongFilters: false,
      enosysStub: 'listed-and-native',
      flags: undefined,
      architectures: new Set([...runcArchitectures, 'SCMP_ARCH_RISCV64']),
    },
    {
      ...runc,
      from: '1.2.0',
      sortsLongFilters: true,
      enosysStub: 'listed-and-native',
      flags: new Set(runcFlags),
      architectures: new Set([...runcArchitectures, 'SCMP_ARCH_RISCV64']),
    },
    {
      ...runc,
      from: '1.4.1',
      sortsLongFilters: true,
      enosysStub: 'listed-and-native',
      flags: new Set([...runcFlags, waitKillable]),
      architectures: new Set([...runcArchitectures, 'SCMP_ARCH_RISCV64', 'SCMP_ARCH_LOONGARCH64']),
    },
  ],
};

/** libseccomp alone: for a profile that something else loads, of which no more is known. */
const libseccomp: Loader = {
  range: { runtime: 'libseccomp' },
  enosysStub: 'none',
  sortsLongFilters: false,
  flags: new Set([...runcFlags, waitKillable]),
  architectures: new Set(scmpTokens()),
  isStrictAboutErrno: false,
  isStrictAboutNotify: false,
  isStrictAboutNames: false,
  mostConditions: Number.POSITIVE_INFINITY,
};

/** Every way in which the selected runtimes load a profile, by runtime and version; that of libseccomp for none of them. */
export function profileLoaders(selector: RuntimeSelector): readonly [Loader, ...Loader[]] {
  const runtimes =
    selector.kind === 'any' ? Object.keys(loaders) : selector.kind === 'runtime' ? [selector.runtime] : [];
  const version = selector.kind === 'runtime' ? selector.version : undefined;
  const [first, ...others] = runtimes.flatMap((runtime) => loadersOf(runtime, version));
  return first === undefined ? [libseccomp] : [first, ...others];
}

function loadersOf(runtime: string, version: string | undefined): readonly Loader[] {
  const all = Object.hasOwn(loaders, runtime) ? (loaders[runtime] ?? []) : [];
  const asked = version === undefined ? undefined : parseVersion(version);
  return all.flatMap(({ from, ...loader }, index) => {
    const before = all[index + 1]?.from;
    if (asked !== undefined && !overlaps(asked, from, before)) return [];
    // One version is told as it was asked for, of which there may be several here: 1.1 is all of 1.1.x.
    const range = { runtime, from, ...(before !== undefined && { before }) };
    return [{ ...loader, range: asked?.length === 3 ? { runtime, version: asked.join('.') } : range }];
  });
}

function overlaps(asked: Version, from: string, before: string | undefined): boolean {
  const stop = before === undefined ? undefined : parseVersion(before);
  return (
    compareVersions(parseVersion(from) ?? [], nextVersion(asked)) < 0 &&
    (stop === undefined || compareVersions(stop, asked) > 0)
  );
}
