import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { syscallNumber } from '../../src/kernel/syscalls.ts';
import type { OciCondition, OciSeccomp, OciSyscall } from '../../src/model/oci-seccomp.ts';
import { compareVersions, parseVersion } from '../../src/model/version.ts';
import {
  type Compared,
  compare,
  expectAgreement,
  profile,
  type RuntimeHere,
  runtimesHere,
} from './compare-with-kernel.ts';
import { requireMachine } from './machine.ts';
import { buildRegisterProbe, type RawCall } from './register-probe.ts';

// What is surprising about profiles, one test each: the engine and the kernel say the same, and it is what is written here.
let probe: ReturnType<typeof buildRegisterProbe>;
const here = new Map<string, RuntimeHere>();

beforeAll(async () => {
  requireMachine(['crun', 'gcc', 'unshare']);
  probe = buildRegisterProbe();
  for (const runtime of await runtimesHere()) here.set(runtime.name, runtime);
});

function call(abi: RawCall['abi'], name: string | number, ...args: (bigint | number)[]): RawCall {
  const number = typeof name === 'number' ? name : syscallNumber(abi, name);
  if (number === undefined) throw new Error(`${abi} has no ${name}`);
  return { abi, syscall: number, args: [0, 1, 2, 3, 4, 5].map((index) => BigInt(args[index] ?? 0)) };
}

async function outcome(
  name: string,
  seccomp: OciSeccomp,
  calls: readonly RawCall[],
  timeoutMs?: number,
): Promise<string[]> {
  const runtime = here.get(name);
  if (runtime === undefined) throw new Error(`no ${name}`);
  const compared: Compared = await compare(probe, runtime, seccomp, calls, timeoutMs);
  expectAgreement(compared);
  if ('failure' in compared.decided) return [compared.decided.failure.reason];
  return compared.decided.effects.map((effect) => effect.replace(/^.*\) /, ''));
}

const allow = (names: string[], ...args: OciCondition[]): OciSyscall => ({ names, action: 'SCMP_ACT_ALLOW', args });
const errno = (names: string[], errnoRet: number, ...args: OciCondition[]): OciSyscall => ({
  names,
  action: 'SCMP_ACT_ERRNO',
  errnoRet,
  args,
});
const when = (index: number, op: string, value: bigint | number, valueTwo?: bigint | number): OciCondition => ({
  index,
  op: `SCMP_CMP_${op}` as OciCondition['op'],
  value: BigInt(value),
  ...(valueTwo !== undefined && { valueTwo: BigInt(valueTwo) }),
});
// crun takes no errno beside a default action that lets calls through.
const passing = (syscalls: OciSyscall[]): OciSeccomp => {
  const { defaultErrnoRet: _, ...rest } = profile({ architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'] }, syscalls);
  return { ...rest, defaultAction: 'SCMP_ACT_ALLOW' };
};
const allX86 = ['SCMP_ARCH_X86', 'SCMP_ARCH_X86_64', 'SCMP_ARCH_X32'];
const x86 = (name: string | number, ...args: (bigint | number)[]): RawCall => call('x86_64', name, ...args);

/** A case: what it shows, the profile, the calls, and what comes of each; the two runtimes' answers where they differ. */
type Case = readonly [string, OciSeccomp, readonly RawCall[], string | Partial<Record<'runc' | 'crun', string>>];

const cases: readonly Case[] = [
  [
    'of two unconditional rules the first wins',
    profile({}, [allow(['getuid']), errno(['getuid', 'getgid'], 1000), allow(['getgid'])]),
    [x86('getuid'), x86('getgid')],
    'allowed, errno 1000',
  ],
  [
    'an unconditional rule beats one with conditions, before or behind it',
    profile({}, [
      errno(['getuid'], 1000, when(0, 'EQ', 40)),
      allow(['getuid', 'getgid']),
      errno(['getgid'], 1000, when(0, 'EQ', 40)),
    ]),
    [x86('getuid', 40), x86('getgid', 40)],
    'allowed, allowed',
  ],
  [
    'conditions on several arguments have to hold together',
    profile({}, [allow(['getuid'], when(0, 'EQ', 7), when(1, 'EQ', 1))]),
    [x86('getuid', 7, 1), x86('getuid', 7, 0), x86('getuid', 0, 1)],
    'allowed, errno 999, errno 999',
  ],
  [
    'of several rules one has to fit',
    profile({}, [
      allow(['getuid'], when(0, 'LT', 38)),
      allow(['getuid'], when(0, 'EQ', 39)),
      allow(['getuid'], when(0, 'GT', 40)),
    ]),
    [37, 38, 39, 40, 41].map((value) => x86('getuid', value)),
    'allowed, errno 999, allowed, errno 999, allowed',
  ],
  [
    'two conditions on one argument of one rule are two rules: a range allows everything',
    profile({}, [allow(['getuid'], when(0, 'GE', 2), when(0, 'LE', 3))]),
    [0, 2, 3, 0xffffffff].map((value) => x86('getuid', value)),
    'allowed, allowed, allowed, allowed',
  ],
  [
    'one condition with two actions keeps the container from starting',
    profile({}, [allow(['getuid'], when(0, 'EQ', 1)), errno(['getuid'], 1000, when(0, 'EQ', 1))]),
    [x86('getuid', 1)],
    'rules-conflict',
  ],
  [
    'a rule with the default action is passed over, also where it stands first',
    profile({}, [errno(['getuid'], 999), allow(['getuid'])]),
    [x86('getuid')],
    'allowed',
  ],
  [
    'all 64 bits are compared: a negative int as C passes it is not -1',
    profile({}, [allow(['getuid'], when(0, 'EQ', 2n ** 64n - 1n)), allow(['getgid'], when(0, 'EQ', 0xffffffffn))]),
    [x86('getuid', 2n ** 64n - 1n), x86('getuid', 0xffffffffn), x86('getgid', 0xffffffffn)],
    'allowed, errno 999, allowed',
  ],
  [
    'MASKED_EQ: value is the mask, valueTwo what is left, its bits outside the mask passed over',
    profile({}, [allow(['getuid'], when(0, 'MASKED_EQ', 0xf0, 0x17))]),
    [x86('getuid', 0x1f), x86('getuid', 0x100000010n), x86('getuid', 0x2f)],
    'allowed, allowed, errno 999',
  ],
  [
    'a mask without bits makes a rule unconditional',
    profile({}, [allow(['getuid'], when(0, 'MASKED_EQ', 0, 5))]),
    [x86('getuid', 1)],
    'allowed',
  ],
  [
    'unknown names, names of other architectures and rules without names have no effect',
    profile({}, [errno(['no_such_call', 'arm_fadvise64_64', 'socketcall'], 1000), errno([], 1000), allow(['getuid'])]),
    [x86('getuid'), x86('getgid')],
    'allowed, errno 999',
  ],
  [
    'an ABI that is not listed is killed, whatever the default action is',
    profile({ defaultAction: 'SCMP_ACT_LOG', defaultErrnoRet: undefined as never }),
    [call('i386', 'getuid'), call('x32', 'getuid'), x86('getuid')],
    'killed, killed, allowed',
  ],
  [
    'the native ABI is in the filter whether it is listed or not',
    profile({ architectures: ['SCMP_ARCH_AARCH64'] }, [allow(['getuid'])]),
    [x86('getuid'), x86('getgid'), call('i386', 'getuid')],
    'allowed, errno 999, killed',
  ],
  [
    'without architectures there is the native ABI alone',
    profile({ architectures: [] }, [allow(['getuid'])]),
    [x86('getuid'), call('i386', 'getuid')],
    'allowed, killed',
  ],
  [
    'an architecture of the other byte order keeps the container from starting',
    profile({ architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_S390X'] }),
    [x86('getuid')],
    'architecture-byte-order',
  ],
  [
    'SCMP_ARCH_NATIVE is no architecture',
    profile({ architectures: ['SCMP_ARCH_NATIVE'] }),
    [x86('getuid')],
    'architecture-unknown',
  ],
  [
    'a 32-bit filter compares the lower half of a value',
    profile({ architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'] }, [
      allow(['getppid'], when(0, 'EQ', 0x100000005n)),
    ]),
    [call('i386', 'getppid', 5), x86('getppid', 5), x86('getppid', 0x100000005n)],
    'allowed, errno 999, allowed',
  ],
  [
    'on i386 a condition on the first argument of socket is lost in socketcall',
    profile({ architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'] }, [allow(['socket', 'openat2'], when(0, 'EQ', 1))]),
    [
      call('i386', 'socket', 1),
      call('i386', 'socket', 2),
      call('i386', 'socketcall', 1, 2),
      call('i386', 'socketcall', 2),
    ],
    'allowed, errno 999, allowed, errno 999',
  ],
  [
    'x32 has numbers of its own in the filter of x86_64',
    profile({ architectures: ['SCMP_ARCH_X32'] }, [errno(['getuid'], 1000)]),
    [call('x32', 'getuid'), x86('getuid'), call('x32', 'getgid')],
    'errno 1000, errno 1000, errno 999',
  ],
  [
    'runc answers numbers above the largest one named with ENOSYS, before a default that kills',
    profile({ defaultAction: 'SCMP_ACT_KILL_PROCESS', defaultErrnoRet: undefined as never }, []),
    [x86('getuid'), x86('pidfd_getfd'), x86(600)],
    { runc: 'killed, ENOSYS, ENOSYS', crun: 'killed, killed, killed' },
  ],
  [
    'a rule of any action, the default one too, raises the largest number',
    profile({}, [errno(['pidfd_getfd'], 999)]),
    [x86('pidfd_getfd'), x86('faccessat2')],
    { runc: 'errno 999, ENOSYS', crun: 'errno 999, errno 999' },
  ],
  [
    'a default that lets pass is not answered for',
    profile({ defaultAction: 'SCMP_ACT_LOG', defaultErrnoRet: undefined as never }),
    [x86('pidfd_getfd'), x86(600)],
    'allowed, ENOSYS',
  ],
  [
    'calls that go through socketcall on i386 do not raise its largest number',
    profile({ architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'], syscalls: undefined as never }, [
      allow(['sendmmsg']),
    ]),
    [call('i386', 'sendmmsg'), x86('sendmmsg')],
    'allowed, allowed',
  ],
  [
    'an errno beside an action that has none is an error for crun only',
    profile({}, [{ names: ['getuid'], action: 'SCMP_ACT_ALLOW', errnoRet: 5 }]),
    [x86('getuid')],
    { runc: 'allowed', crun: 'errno-misplaced' },
  ],
  [
    'so is one beside such a default',
    profile({ defaultAction: 'SCMP_ACT_KILL_PROCESS', defaultErrnoRet: 5 }),
    [x86('getuid')],
    { runc: 'killed', crun: 'errno-misplaced' },
  ],
  [
    'of an errno the low 16 bits count, and 0 pretends success',
    profile({}, [errno(['getuid'], 0x10000 + 1000)]),
    [x86('getuid')],
    'errno 1000',
  ],
  ['an errno from 4095 on is refused', profile({}, [errno(['getuid'], 4095)]), [x86('getuid')], 'errno-too-large'],
  [
    'runc takes no NOTIFY as the default, crun does, and nobody listens',
    profile({ defaultAction: 'SCMP_ACT_NOTIFY', defaultErrnoRet: undefined as never }),
    [x86('getuid')],
    { runc: 'notify-default', crun: 'ENOSYS' },
  ],
  [
    'runc takes no NOTIFY for write',
    { ...profile({}), syscalls: [{ names: ['write'], action: 'SCMP_ACT_NOTIFY' }, ...(profile({}).syscalls ?? [])] },
    [x86('getuid')],
    // Under crun the probe could tell nothing.
    { runc: 'notify-write' },
  ],
  [
    'runc takes no NOTIFY without a listener',
    profile({}, [{ names: ['getuid'], action: 'SCMP_ACT_NOTIFY' }]),
    [x86('getuid')],
    { runc: 'notify-unheard', crun: 'ENOSYS' },
  ],
  [
    'TRACE without a tracer is ENOSYS',
    profile({}, [{ names: ['getuid'], action: 'SCMP_ACT_TRACE' }]),
    [x86('getuid')],
    'ENOSYS',
  ],
  [
    'TRAP raises SIGSYS, KILL ends the caller, LOG lets pass',
    profile({}, [
      { names: ['getuid'], action: 'SCMP_ACT_TRAP' },
      { names: ['getgid'], action: 'SCMP_ACT_KILL' },
      { names: ['geteuid'], action: 'SCMP_ACT_LOG' },
    ]),
    [x86('getuid'), x86('getgid'), x86('geteuid')],
    'trapped, killed, allowed',
  ],
  [
    'a seventh argument does not exist',
    profile({}, [allow(['getuid'], when(6, 'EQ', 1))]),
    [x86('getuid')],
    'argument-index',
  ],
  [
    'nor does it matter in a rule for a name that nobody knows',
    profile({}, [allow(['no_such_call'], when(6, 'EQ', 1))]),
    [x86('getuid')],
    'errno 999',
  ],
  [
    'an empty name is an error for runc only',
    profile({}, [allow(['', 'getuid'])]),
    [x86('getuid')],
    { runc: 'name-empty', crun: 'allowed' },
  ],
  [
    'rules that meet are not asked in the order of the profile',
    profile({}, [errno(['getuid'], 1000, when(0, 'EQ', 1)), errno(['getuid'], 1001, when(1, 'EQ', 2))]),
    [x86('getuid', 1, 2), x86('getuid', 1, 0), x86('getuid', 0, 2)],
    'errno 1001, errno 1000, errno 1001',
  ],
  [
    'the shorter of two rules drops the longer one, with what it alone would allow',
    profile({}, [errno(['getuid'], 1000, when(0, 'GT', 7)), allow(['getuid'], when(0, 'GT', 5), when(1, 'EQ', 2))]),
    [x86('getuid', 6, 2), x86('getuid', 8, 2)],
    'errno 999, errno 1000',
  ],
  [
    'two rules of which one includes the other are compiled wrongly',
    profile({}, [errno(['getuid'], 1000, when(0, 'LT', 0x100000005n)), errno(['getuid'], 1000, when(0, 'LT', 1))]),
    [x86('getuid', 0), x86('getuid', 3), x86('getuid', 0x100000001n)],
    'errno 1000, errno 999, errno 1000',
  ],
  [
    'no rule fits on i386 where the shortest is for a call that only socketcall carries',
    passing([errno(['getuid'], 1000, when(0, 'GT', 0), when(2, 'EQ', 1)), errno(['accept'], 1000, when(1, 'GT', 0))]),
    [call('i386', 'getuid', 1, 0, 1), call('i386', 'socketcall', 5, 1), x86('getuid', 1, 0, 1)],
    'allowed, allowed, errno 1000',
  ],
  [
    'they do where another is as short',
    passing([
      errno(['getuid'], 1000, when(0, 'GT', 0), when(2, 'EQ', 1)),
      errno(['accept', 'getgid'], 1000, when(1, 'GT', 0)),
    ]),
    [call('i386', 'getuid', 1, 0, 1), call('i386', 'socketcall', 5, 1), x86('getuid', 1, 0, 1)],
    'errno 1000, errno 1000, errno 1000',
  ],
  [
    'no rule fits on x86_64 and x32 together where the shortest is for a call that they lack; on i386 it is no rule',
    {
      ...passing([errno(['getuid'], 1000, when(0, 'GT', 0)), errno(['arm_fadvise64_64'], 1000)]),
      architectures: allX86,
    },
    [x86('getuid', 1), call('x32', 'getuid', 1), call('i386', 'getuid', 1)],
    'allowed, ENOSYS, errno 1000',
  ],
  [
    'they do where a call that they have comes first: of those as short the smallest number, x32 behind x86_64',
    {
      ...passing([errno(['getuid', 'arm_fadvise64_64'], 1000, when(0, 'GT', 0))]),
      architectures: allX86,
    },
    [x86('getuid', 1), call('x32', 'getuid', 1), call('i386', 'getuid', 1)],
    'errno 1000, errno 1000, errno 1000',
  ],
  [
    'they do on x86_64 alone, whatever is shorter',
    passing([errno(['getuid'], 1000, when(0, 'GT', 0)), errno(['arm_fadvise64_64'], 1000)]),
    [x86('getuid', 1), call('i386', 'getuid', 1)],
    'errno 1000, errno 1000',
  ],
  [
    'the largest value of 64 bits is exact',
    profile({}, [allow(['getuid'], when(0, 'GT', 2n ** 64n - 2n))]),
    [x86('getuid', 2n ** 64n - 1n), x86('getuid', 2n ** 64n - 2n)],
    'allowed, errno 999',
  ],
  [
    'more than 4096 instructions are not loaded',
    profile(
      {},
      Array.from({ length: 4100 }, (_, index) => allow(['getuid'], when(0, 'EQ', index))),
    ),
    [x86('getuid')],
    'too-many-instructions',
  ],
  [
    'nearly as many are',
    profile(
      {},
      Array.from({ length: 3900 }, (_, index) => allow(['getuid'], when(0, 'EQ', index))),
    ),
    [x86('getuid', 3899), x86('getuid', 3900)],
    'allowed, errno 999',
  ],
];

describe.each(['runc', 'crun'] as const)('%s', (name) => {
  const told = cases.map(([title, seccomp, calls, expected]) => ({
    title,
    seccomp,
    calls,
    expected: typeof expected === 'string' ? expected : expected[name],
  }));

  it.each(told.filter(({ expected }) => expected !== undefined))('$title', async ({ seccomp, calls, expected }) => {
    expect((await outcome(name, seccomp, calls)).join(', ')).toBe(expected);
  });

  it('never finishes with a profile whose rules share a branch in one way and not in another', async () => {
    const rules = [3n, 0x100000007n].map((value) => allow(['getuid'], when(0, 'GT', 5), when(1, 'EQ', value)));
    expect(await outcome(name, profile({}, rules), [x86('getuid')], 3000)).toEqual(['rules-endless']);
  });

  it('nor where those rules are for a call that the machine lacks', async () => {
    const rules = [0n, 0x100000000n].map((value) => allow(['umount'], when(0, 'NE', 1), when(1, 'NE', value)));
    expect(await outcome(name, profile({}, rules), [x86('getuid')], 3000)).toEqual(['rules-endless']);
  });
});

it('a libseccomp passes over names that are newer than itself', async () => {
  const runtime = here.get('runc');
  const version = /libseccomp: *(\S+)/.exec(execFileSync('runc', ['--version'], { encoding: 'utf8' }))?.[1];
  const libseccomp = parseVersion(version ?? '');
  if (runtime === undefined || libseccomp === undefined) throw new Error('runc does not say its libseccomp');
  const seccomp = profile({}, [errno(['mseal'], 1000), errno(['epoll_pwait2'], 1001)]);
  const calls = [x86('mseal'), x86('epoll_pwait2')];
  const compared = await compare(probe, { ...runtime, libseccomp }, seccomp, calls);
  expectAgreement(compared);
  const knows = compareVersions(libseccomp, [2, 5, 6]) >= 0;
  expect(compared.made).toMatchObject({
    effects: [expect.stringContaining(knows ? 'errno 1000' : 'ENOSYS'), expect.anything()],
  });
});
