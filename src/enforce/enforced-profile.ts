import { endianness, machine } from 'node:os';
import { readJsonProfile } from '../dialects/read-profile.ts';
import { actionCode } from '../filter/action-code.ts';
import { abiOfMachine, abiOfScmpArch } from '../kernel/architectures.ts';
import type { Abi } from '../model/abi.ts';
import type { OciSeccomp, OciSyscall } from '../model/oci-seccomp.ts';
import { fail, ok, type Result } from '../model/problem.ts';

/** An OCI seccomp profile as far as it tells refused calls from others. Names are libseccomp's. */
export interface EnforcedProfile {
  /** The profile as it was read, without a byte order mark: what the runtime gets. */
  readonly text: string;
  readonly oci: OciSeccomp;
  /** `SCMP_ACT_…`, for calls that no rule names. */
  readonly defaultAction: string;
  /** A number, what a refused call fails with under `SCMP_ACT_ERRNO`; 1 (EPERM) where the profile does not say. */
  readonly defaultErrno: number;
  /** Let through whatever their arguments are. */
  readonly allowed: ReadonlySet<string>;
  /** What happens depends on their arguments: the rules that say how, in the profile's order. */
  readonly conditional: ReadonlyMap<string, readonly OciSyscall[]>;
  /** Answered with an errno (a number) by a rule of their own, whatever their arguments are. */
  readonly answered: ReadonlyMap<string, number>;
  /** A rule of their own kills, traps or the like, whatever their arguments are. */
  readonly stopped: ReadonlySet<string>;
  /**
   * The ABIs whose calls the filter judges. Calls of any other kill the thread whatever the default action is
   * (libseccomp's bad-architecture action); the machine's own is always among them (measured: runc, crun).
   */
  readonly abis: ReadonlySet<Abi>;
}

const eperm = 1;

interface Effect {
  readonly action: string;
  readonly errno: number;
}

/** Actions that let a call through. */
export const passingActions: ReadonlySet<string> = new Set(['SCMP_ACT_ALLOW', 'SCMP_ACT_LOG']);

/** The ABI of this machine's own programs, where seccinch has a table for it. */
export const hostAbi: Abi | undefined = abiOfMachine(machine(), endianness());

/**
 * Reads an OCI seccomp profile in plain form, which is what a runtime takes.
 * @returns `profile-invalid`, also for a profile in another form
 */
export function readEnforcedProfile(text: string, source = '-'): Result<EnforcedProfile> {
  const read = readJsonProfile(text, source, { capabilities: [], abi: hostAbi ?? 'x86_64' });
  if (!read.ok) return read;
  const { plain, profile } = read.value;
  return plain ? ok(enforcedProfile(profile, text)) : fail({ kind: 'profile-invalid', source, what: 'not plain' });
}

/**
 * What a profile in plain form (runtime-spec config-linux.md, "Seccomp") makes of calls. Where two rules without conditions name one call, the first wins, as in libseccomp; one
 * without conditions beats those with. A rule whose action is the default one is passed over by runtimes, as `loadProfile`
 * does it: it says something only of calls that no other rule names.
 * @param text the profile itself, which the runtime gets
 */
export function enforcedProfile(oci: OciSeccomp, text: string): EnforcedProfile {
  const decided = new Map<string, Effect>();
  const redundant = new Map<string, Effect>();
  const conditional = new Map<string, OciSyscall[]>();
  const defaultCode = actionCode(oci.defaultAction, oci.defaultErrnoRet);
  for (const rule of oci.syscalls ?? []) {
    const unconditional = rule.args === undefined || rule.args.length === 0;
    if (actionCode(rule.action, rule.errnoRet) === defaultCode) {
      const effect = { action: rule.action, errno: rule.errnoRet ?? eperm };
      if (unconditional) for (const name of rule.names) redundant.set(name, effect);
      continue;
    }
    for (const name of rule.names) {
      if (!unconditional) conditional.set(name, [...(conditional.get(name) ?? []), rule]);
      else if (!decided.has(name)) decided.set(name, { action: rule.action, errno: rule.errnoRet ?? eperm });
    }
  }
  for (const [name, effect] of redundant) {
    if (!decided.has(name) && !conditional.has(name)) decided.set(name, effect);
  }
  const allowed = new Set<string>();
  const answered = new Map<string, number>();
  const stopped = new Set<string>();
  for (const [name, effect] of decided) {
    conditional.delete(name);
    if (passingActions.has(effect.action)) allowed.add(name);
    else if (effect.action === 'SCMP_ACT_ERRNO') answered.set(name, effect.errno);
    else stopped.add(name);
  }
  const { defaultAction } = oci;
  const defaultErrno = oci.defaultErrnoRet ?? eperm;
  const plain = text.replace(/^\uFEFF/, '');
  return { text: plain, oci, defaultAction, defaultErrno, allowed, conditional, answered, stopped, abis: abisOf(oci) };
}

function abisOf({ architectures = [] }: OciSeccomp): ReadonlySet<Abi> {
  const listed = architectures.map(abiOfScmpArch).filter((abi) => abi !== undefined);
  return new Set(hostAbi === undefined ? listed : [hostAbi, ...listed]);
}
