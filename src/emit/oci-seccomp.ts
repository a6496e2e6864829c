import { architectures } from '../kernel/architectures.ts';
import { errnoNumber } from '../kernel/errnos.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { OciSeccomp, OciSyscall } from '../model/oci-seccomp.ts';
import type { ArgumentCondition, Profile, Rule } from '../model/profile.ts';

/**
 * A profile as the `linux.seccomp` object of the OCI runtime spec: plain and resolved, without reasons. Unconditional
 * rules of one action share an entry; a rule with conditions has its own. Errnos come before what is allowed, since of
 * two unconditional rules for a call libseccomp takes the first. What some runtime refuses is never written: `flags`
 * (runc 1.1), an errno beside an action that has none (crun).
 */
export function ociSeccomp(profile: Profile): OciSeccomp {
  const { abis, defaultAction, rules } = profile;
  const errno = (name: string): number => errnoFor(name, profile);
  const plain = new Map<string, string[]>();
  const conditional: Rule[] = [];
  for (const rule of rules) {
    if (rule.args !== undefined && rule.args.length > 0) conditional.push(rule);
    else {
      const key = rule.action.kind === 'allow' ? '' : rule.action.errno;
      plain.set(key, [...(plain.get(key) ?? []), rule.syscall]);
    }
  }
  const entries: OciSyscall[] = [
    ...[...plain].map(([name, names]) => ({ names: [...new Set(names)].sort(byCodeUnit), ...action(name, errno) })),
    ...conditional.map(({ syscall, action: { ...what }, args = [] }) => ({
      names: [syscall],
      ...action(what.kind === 'allow' ? '' : what.errno, errno),
      args: [...args].sort(byIndex),
    })),
  ];
  return {
    ...(defaultAction.kind === 'errno'
      ? { defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: errno(defaultAction.errno) }
      : { defaultAction: defaultAction.kind === 'log' ? 'SCMP_ACT_LOG' : 'SCMP_ACT_KILL_PROCESS' }),
    architectures: abis.map((abi) => architectures[abi].scmp),
    syscalls: entries.sort(byWeight),
  };
}

function action(errnoName: string, errno: (name: string) => number): Pick<OciSyscall, 'action' | 'errnoRet'> {
  if (errnoName === '') return { action: 'SCMP_ACT_ALLOW' };
  return { action: 'SCMP_ACT_ERRNO', errnoRet: errno(errnoName) };
}

// The ABIs of one profile agree about errno numbers (policy/profile-abis.ts).
function errnoFor(name: string, { abis: [abi] }: Profile): number {
  const number = errnoNumber(name, abi);
  if (number === undefined) throw new Error(`no errno ${JSON.stringify(name)} on ${abi}`);
  return number;
}

function byIndex(a: ArgumentCondition, b: ArgumentCondition): number {
  return a.index - b.index || byCodeUnit(a.op, b.op) || byValue(a.value, b.value);
}

function byValue(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// Errnos by number, then what is allowed; within that the unconditional before the conditional, by name, by conditions.
function byWeight(a: OciSyscall, b: OciSyscall): number {
  return (
    Number(a.action === 'SCMP_ACT_ALLOW') - Number(b.action === 'SCMP_ACT_ALLOW') ||
    (a.errnoRet ?? 0) - (b.errnoRet ?? 0) ||
    Number(a.args !== undefined) - Number(b.args !== undefined) ||
    byCodeUnit(a.names[0] ?? '', b.names[0] ?? '') ||
    byCodeUnit(conditions(a), conditions(b))
  );
}

function conditions({ args = [] }: OciSyscall): string {
  return args.map(({ index, op, value, valueTwo }) => `${index} ${op} ${value} ${valueTwo ?? ''}`).join(';');
}
