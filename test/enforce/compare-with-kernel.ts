import { expect } from 'vitest';
import { formatOciSeccomp } from '../../src/emit/oci-seccomp-text.ts';
import { crun, runc, runtimeVersion } from '../../src/enforce/runtime.ts';
import { loadProfile } from '../../src/filter/loaded-filter.ts';
import { type Loader, profileLoaders } from '../../src/filter/profile-loader.ts';
import { isKnownSyscall, syscallName } from '../../src/kernel/syscalls.ts';
import type { Decision, LoadFailure } from '../../src/model/check-verdict.ts';
import type { OciSeccomp } from '../../src/model/oci-seccomp.ts';
import type { Version } from '../../src/model/version.ts';
import { runtimeBase } from '../../src/policy/base.ts';
import { shippedBases } from '../policy/shipped-bases.ts';
import { crunHere } from './crun-here.ts';
import { canMake } from './i386-entry.ts';
import { type buildRegisterProbe, type Effect, type Probed, probeCalls, type RawCall } from './register-probe.ts';

/** What a test profile has to allow, so that the runtime gets as far as the probe, and the probe through its list. */
export const neededCalls: readonly string[] = [
  ...new Set([
    ...probeCalls,
    ...runtimeBase(shippedBases, { kind: 'any' }, { noNewPrivileges: true, mode: 'kill' }).calls.keys(),
  ]),
].sort();

/** A profile with a rule that allows these first. */
export function profile(rest: Partial<OciSeccomp>, syscalls: OciSeccomp['syscalls'] = []): OciSeccomp {
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: 999,
    architectures: ['SCMP_ARCH_X86_64'],
    ...rest,
    syscalls: [{ names: [...neededCalls], action: 'SCMP_ACT_ALLOW' }, ...syscalls],
  };
}

/** Both sides of a comparison, in the same words. */
export interface Compared {
  readonly decided: { readonly failure: LoadFailure } | { readonly effects: readonly string[] };
  /** Of the calls that can be made here. */
  readonly made: Probed | { readonly effects: readonly string[] };
  /** What was decided of them. */
  readonly decidedOfMade: readonly string[];
}

/** What a runtime is called here, how it loads profiles by its version, and which names its libseccomp knows. */
export interface RuntimeHere {
  readonly name: 'runc' | 'crun';
  readonly loader: Loader;
  /** Where names matter that are newer than some versions of it. */
  readonly libseccomp?: Version;
}

/** The loaders of the runtimes that are installed, in the versions that they say. */
export async function runtimesHere(): Promise<readonly RuntimeHere[]> {
  const found: RuntimeHere[] = [];
  for (const [name, runtime] of [
    ['runc', runc],
    ['crun', crun],
  ] as const) {
    const version = await runtimeVersion(runtime);
    if (!version.ok) throw new Error(`${name} is missing`);
    const [loader] = profileLoaders({ kind: 'runtime', runtime: name, version: version.value });
    found.push({ name, loader });
  }
  return found;
}

/** Decides calls, and makes those that can be made here, under the same profile. */
export async function compare(
  probe: ReturnType<typeof buildRegisterProbe>,
  { name, loader, libseccomp }: RuntimeHere,
  seccomp: OciSeccomp,
  calls: readonly RawCall[],
  timeoutMs?: number,
): Promise<Compared> {
  const loaded = loadProfile(seccomp, { loader, host: 'x86_64', ...(libseccomp !== undefined && { libseccomp }) });
  const makeable = calls.filter(canMake);
  const made = await probe(name === 'runc' ? runc : crunHere, formatOciSeccomp(seccomp), makeable, timeoutMs);
  const effectsOf = (some: readonly RawCall[]): readonly string[] =>
    loaded.ok ? some.map((call) => decidedEffect(call, loaded.filter.decide(call))) : [];
  return {
    decided: loaded.ok ? { effects: effectsOf(calls) } : { failure: loaded.failure },
    decidedOfMade: effectsOf(makeable),
    made:
      'effects' in made ? { effects: made.effects.map((effect, index) => realEffect(makeable[index], effect)) } : made,
  };
}

/** Asserts that both agree: the same effects, or a container that does not start. */
export function expectAgreement({ decided, decidedOfMade, made }: Compared): void {
  if ('failure' in decided) expect(made, JSON.stringify(decided.failure)).toHaveProperty('refused');
  else expect(made).toEqual({ effects: decidedOfMade });
}

function decidedEffect(call: RawCall, decisions: readonly Decision[]): string {
  return [...new Set(decisions.map((decision) => `${told(call)} ${effectOf(call, decision)}`))].join(' or ');
}

function effectOf(call: RawCall, { answer }: Decision): string {
  if (answer.action === 'errno') return answer.errno === 38 ? 'ENOSYS' : `errno ${answer.errno}`;
  // Without a tracer.
  if (answer.action === 'trace') return 'ENOSYS';
  if (answer.action === 'trap') return 'trapped';
  if (answer.action === 'allow' || answer.action === 'log') return isAbsent(call) ? 'ENOSYS' : 'allowed';
  return 'killed';
}

// The errnos of test profiles begin where those of the kernel end.
function realEffect(call: RawCall | undefined, effect: Effect): string {
  if (call === undefined) throw new Error('more effects than calls');
  if (typeof effect === 'string') return `${told(call)} ${effect}`;
  const { returned } = effect;
  if (returned === -38) return `${told(call)} ENOSYS`;
  return `${told(call)} ${returned <= -900 && returned >= -4095 ? `errno ${-returned}` : 'allowed'}`;
}

/** Numbers that no kernel has, and those of x32, which hardly any kernel is built with. */
function isAbsent(call: RawCall): boolean {
  const { abi, syscall } = call;
  const name = syscallName(abi, syscall);
  return abi === 'x32' || name === undefined || !isKnownSyscall(name) || isUnknownSubcall(call);
}

// ipc(2) answers numbers that it does not know with ENOSYS, and the fourth, which the compatibility layer lacks.
function isUnknownSubcall({ abi, syscall, args }: RawCall): boolean {
  return abi === 'i386' && syscallName(abi, syscall) === 'ipc' && !ipcSubcalls.has(Number(args[0] ?? 0n) & 0xffff);
}

const ipcSubcalls = new Set([1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24]);

function told({ abi, syscall, args }: RawCall): string {
  return `${abi} ${syscallName(abi, syscall) ?? syscall}(${args.map((one) => `0x${one.toString(16)}`).join(', ')})`;
}
