import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ociSeccomp } from '../../src/emit/oci-seccomp.ts';
import type { CheckVerdict } from '../../src/model/check-verdict.ts';
import type { OciSeccomp } from '../../src/model/oci-seccomp.ts';
import type { Recording } from '../../src/model/recording.ts';
import { buildProfile } from '../../src/policy/build.ts';
import { checkProfile } from '../../src/policy/check.ts';
import { parseRuntimeSelector } from '../../src/policy/runtime-selector.ts';
import { arbitraryRecording } from '../model/arbitrary-recording.ts';
import { arbitraryBuildOptions } from './arbitrary-build-options.ts';
import { shippedBases } from './shipped-bases.ts';

type Recorded = Readonly<Record<string, readonly (string | Recording['abis'][number]['syscalls'][number])[]>>;

function recording(name: string, calls: Recorded): Recording {
  return {
    format: 'seccinch-recording',
    version: 1,
    subject: { kind: 'command', name },
    runs: 1,
    origins: [],
    endings: [],
    gaps: [],
    abis: Object.entries(calls).map(([abi, syscalls]) => ({
      abi: abi as Recording['abis'][number]['abi'],
      syscalls: syscalls.map((one) => (typeof one === 'string' ? { name: one, calls: 1 } : one)),
    })),
    capabilities: [],
  };
}

function check(
  profile: Partial<OciSeccomp>,
  recordings: readonly [Recording, ...Recording[]],
  runtime = 'none',
  noNewPrivileges = true,
): CheckVerdict {
  const selector = parseRuntimeSelector(runtime, shippedBases);
  if (!selector.ok) throw new Error(selector.problem.kind);
  const checked = checkProfile(
    { defaultAction: 'SCMP_ACT_ERRNO', architectures: ['SCMP_ARCH_X86_64'], ...profile },
    'p',
    recordings,
    {
      bases: shippedBases,
      runtime: selector.value,
      noNewPrivileges,
    },
  );
  if (!checked.ok) throw new Error(checked.problem.kind);
  return checked.value.verdict;
}

const allowing = (...names: string[]) => ({ names, action: 'SCMP_ACT_ALLOW' as const });
const names = (calls: readonly { readonly syscall: string }[]): string[] => calls.map(({ syscall }) => syscall);

describe('what generate made of a recording', () => {
  it('refuses nothing of it, lacks nothing for the runtime and allows nothing in vain', () => {
    fc.assert(
      fc.property(arbitraryRecording(), arbitraryBuildOptions(shippedBases), (given, options) => {
        const built = buildProfile(given, options);
        if (!built.ok) return;
        const checked = checkProfile(ociSeccomp(built.value.profile), 'p', [given], options);
        if (!checked.ok) throw new Error(checked.problem.kind);
        const { verdict } = checked.value;
        // An old runtime on a machine that it does not know yet.
        const young = ['SCMP_ARCH_RISCV64', 'SCMP_ARCH_LOONGARCH64'];
        if (verdict.notLoaded.some(({ what = '' }) => young.includes(what))) return;
        expect(verdict.notLoaded).toEqual([]);
        expect(verdict.refused).toEqual([]);
        expect(verdict.depends.filter(({ abi }) => abi !== 'i386' && abi !== 's390x' && abi !== 'ppc64le')).toEqual([]);
        expect(verdict.missingForRuntime).toEqual([]);
        expect(verdict.excess.filter(({ reasons }) => reasons.length === 0)).toEqual([]);
        expect(verdict.idleArchitectures).toEqual([]);
      }),
    );
  });
});

describe('refused calls', () => {
  it('are told with everyone who made them', () => {
    const recordings = [
      recording('b', { x86_64: ['read', { name: 'mount', calls: 2 }] }),
      recording('a', { x86_64: [{ name: 'mount', calls: 3 }] }),
      recording('b', { x86_64: [{ name: 'mount', calls: 0, entered: 5 }] }),
    ] as const;
    expect(check({ syscalls: [allowing('read')] }, recordings).refused).toEqual([
      {
        abi: 'x86_64',
        syscall: 'mount',
        calls: 10,
        decisions: [
          { answer: { action: 'errno', errno: 1 }, cause: { kind: 'default' }, runtimes: [{ runtime: 'libseccomp' }] },
        ],
        callers: [
          { subjectKind: 'command', subject: 'a', calls: 3 },
          { subjectKind: 'command', subject: 'b', calls: 7 },
        ],
      },
    ]);
  });

  it('are apart by ABI', () => {
    const both = recording('a', { x86_64: ['getuid'], i386: ['getuid'] });
    expect(check({ syscalls: [allowing('getuid')] }, [both]).refused).toMatchObject([
      { abi: 'i386', decisions: [{ answer: { action: 'kill-thread' }, cause: { kind: 'bad-architecture' } }] },
    ]);
  });

  it('are told for the runtimes under which they are', () => {
    const made = recording('a', { x86_64: ['mseal'] });
    const profile = { defaultErrnoRet: 38, syscalls: [allowing('write')] };
    const [mseal] = check(profile, [made], 'runc').refused;
    expect(mseal?.decisions.map(({ cause, runtimes }) => [cause.kind, runtimes])).toEqual([
      ['enosys-stub', [{ runtime: 'runc', from: '1.0.0' }]],
    ]);
    const [native] = check({ ...profile, architectures: [] }, [made], 'runc').refused;
    expect(native?.decisions.map(({ cause, runtimes }) => [cause.kind, runtimes])).toEqual([
      ['default', [{ runtime: 'runc', from: '1.0.0', before: '1.1.15' }]],
      ['enosys-stub', [{ runtime: 'runc', from: '1.1.15' }]],
    ]);
  });

  it('are none where the kernel gave the same answer while recording', () => {
    const absent = { name: 'mseal', calls: 2, failed: 2, errnos: [{ errno: 'ENOSYS', times: 2 }] };
    const made = [recording('a', { x86_64: [absent] })] as const;
    expect(check({ defaultErrnoRet: 38 }, made).refused).toEqual([]);
    expect(names(check({ defaultErrnoRet: 1 }, made).refused)).toEqual(['mseal']);
  });
});

describe('calls that depend on arguments', () => {
  it('are neither refused nor allowed', () => {
    const args = [{ index: 0, op: 'SCMP_CMP_EQ' as const, value: 1n }];
    const { refused, depends } = check({ syscalls: [{ ...allowing('socket'), args }] }, [
      recording('a', { x86_64: ['socket'] }),
    ]);
    expect(refused).toEqual([]);
    expect(depends).toMatchObject([
      { syscall: 'socket', decisions: [{ cause: { rule: 0 } }, { cause: { kind: 'default' } }] },
    ]);
  });

  it('are not those of which any arguments lead to the same', () => {
    const args = [{ index: 0, op: 'SCMP_CMP_EQ' as const, value: 1n }];
    const verdict = check({ defaultAction: 'SCMP_ACT_LOG', syscalls: [{ ...allowing('socket'), args }] }, [
      recording('a', { x86_64: ['socket'] }),
    ]);
    expect([...verdict.refused, ...verdict.depends]).toEqual([]);
  });

  it('are those that may go through socketcall, where the way matters', () => {
    const made = [recording('a', { i386: ['socket', 'accept'] })] as const;
    const profile = { architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'] };
    expect(check({ ...profile, syscalls: [allowing('socket', 'accept')] }, made).depends).toEqual([]);
    const listed = check({ ...profile, syscalls: [allowing('socketcall')] }, made);
    expect([names(listed.refused), names(listed.depends)]).toEqual([[], ['socket']]);
    // runc answers direct numbers above the largest one of other calls.
    const syscalls = [allowing('socket', 'accept', 'getdents64')];
    expect(names(check({ ...profile, syscalls }, made, 'runc').depends)).toEqual(['socket']);
  });
});

describe('the runtime', () => {
  const made = [recording('a', { x86_64: ['read'] })] as const;

  it('is told what it lacks', () => {
    const { missingForRuntime } = check({ syscalls: [allowing('read', 'execve')] }, made, 'crun@1.28');
    expect(missingForRuntime).toMatchObject([{ syscall: 'write', reasons: [{ runtime: 'crun', phase: 'exec' }] }]);
    expect(check({ defaultAction: 'SCMP_ACT_LOG' }, made, 'any').missingForRuntime).toEqual([]);
  });

  it('is told what its newer versions need', () => {
    const built = buildProfile(made[0], {
      bases: shippedBases,
      runtime: { kind: 'runtime', runtime: 'runc', version: '1.2.7' },
      noNewPrivileges: true,
      mode: 'enforce',
      defaultErrno: 'ENOSYS',
    });
    if (!built.ok) throw new Error(built.problem.kind);
    const profile = ociSeccomp(built.value.profile);
    const verdict = check(profile, made, 'runc@1.2.7');
    expect(verdict.missingForRuntime).toEqual([]);
    expect(names(verdict.missingForNewerRuntime)).toEqual(['fstat', 'openat2', 'statx']);
    expect(verdict.missingForNewerRuntime[1]?.reasons[0]?.versions).toEqual(['1.2.9', '1.3.6', '1.4.3', '1.5.1']);
    expect(check(profile, made, 'runc@1.5.1').missingForNewerRuntime).toEqual([]);
  });
});

describe('a profile that is not loaded', () => {
  it('says so for the versions that do not, once', () => {
    const verdict = check(
      { flags: ['SECCOMP_FILTER_FLAG_LOG'], syscalls: [allowing('read')] },
      [recording('a', { x86_64: ['read'] })],
      'any',
    );
    expect(verdict.notLoaded).toEqual([
      {
        reason: 'flags-unsupported',
        what: 'SECCOMP_FILTER_FLAG_LOG',
        runtimes: [{ runtime: 'runc', from: '1.0.0', before: '1.2.0' }],
      },
    ]);
    expect(verdict.loadedBy).toEqual([
      { runtime: 'crun', from: '1.8.1' },
      { runtime: 'runc', from: '1.2.0' },
    ]);
  });
});

describe('excess', () => {
  it('has the reasons that generate would give', () => {
    const made = [recording('a', { x86_64: ['openat', 'rt_sigaction'] })] as const;
    const { excess } = check(
      { syscalls: [allowing('openat', 'rt_sigaction', 'acct', 'rt_sigreturn', 'open', 'futex')] },
      made,
      'runc',
    );
    expect(excess.map(({ syscall, reasons: [reason] }) => [syscall, reason?.kind ?? 'none'])).toEqual([
      ['acct', 'none'],
      ['futex', 'runtime'],
      ['open', 'none'],
      ['rt_sigreturn', 'fallback'],
    ]);
  });

  it('leaves out what nothing lets through: names of other ABIs, and those behind an errno', () => {
    const made = [recording('a', { x86_64: ['read'] })] as const;
    const syscalls = [
      { names: ['acct'], action: 'SCMP_ACT_ERRNO' as const, errnoRet: 5 },
      allowing('acct', 'socketcall', 'nonsense'),
    ];
    expect(check({ syscalls }, made).excess).toEqual([]);
  });

  it('names architectures under which nothing was recorded, and a default that allows', () => {
    const verdict = check(
      { defaultAction: 'SCMP_ACT_ALLOW', architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_PPC64LE'] },
      [recording('a', { x86_64: ['read'] })],
    );
    expect(verdict.idleArchitectures).toEqual(['SCMP_ARCH_X86', 'SCMP_ARCH_PPC64LE']);
    expect([verdict.allowsByDefault, verdict.refused]).toEqual([true, []]);
  });
});

it('names recorded calls whose names an older libseccomp does not know', () => {
  const made = [recording('a', { x86_64: ['read', 'mseal', 'statmount'] })] as const;
  expect(check({ syscalls: [allowing('read', 'mseal')] }, made).newNames).toEqual([
    { syscall: 'mseal', libseccomp: '2.5.6' },
  ]);
});
