import type { Abi } from './abi.ts';
import type { FallbackRule } from './fallback-titles.ts';
import type { RefusalSource, Unseen } from './recording.ts';

/** Why a rule is there. A rule without one is a defect. */
export type Reason =
  /** The workload made the call; `calls` leaves out those that were never seen returning, where that is told. */
  | { readonly kind: 'observed'; readonly abi: Abi; readonly calls: number }
  /** The workload entered the call and was never seen leaving it (`exit_group`, a wait cut short). */
  | { readonly kind: 'unreturned'; readonly abi: Abi; readonly times: number }
  /** The workload attempted the call and a filter in force refused it, as these (sorted) tell, `times` together. */
  | { readonly kind: 'refused'; readonly abi: Abi; readonly by: readonly RefusalSource[]; readonly times: number }
  /** Nothing told of the call itself; these events (sorted) happened while a task was inside it, `times` together. */
  | { readonly kind: 'inside'; readonly abi: Abi; readonly events: readonly string[]; readonly times: number }
  /** The tool cannot show this call whatever the workload does; `because`: the calls seen that lead to it, sorted. */
  | { readonly kind: 'unseen'; readonly tool: 'tracee'; readonly what: Unseen; readonly because: readonly string[] }
  /** The container runtime makes the call after it has loaded the filter; `versions` are those it was measured with. */
  | {
      readonly kind: 'runtime';
      readonly runtime: string;
      readonly versions: readonly string[];
      readonly phase: 'start' | 'exec';
      readonly need: 'required' | 'margin';
    }
  /** Not seen, but what was seen (`because`) can turn into it; `rule` is a key of `policy/fallbacks.ts`. */
  | { readonly kind: 'fallback'; readonly rule: FallbackRule; readonly because: readonly string[] }
  /** The kernel answered ENOSYS while recording, `times`; the workload has a way around it. */
  | { readonly kind: 'unavailable'; readonly abi: Abi; readonly times: number };

/** The comparisons of seccomp_rule_add(3), by the names OCI uses. */
export const comparisons = [
  'SCMP_CMP_NE',
  'SCMP_CMP_LT',
  'SCMP_CMP_LE',
  'SCMP_CMP_EQ',
  'SCMP_CMP_GE',
  'SCMP_CMP_GT',
  'SCMP_CMP_MASKED_EQ',
] as const;

/** A condition on one argument register, unsigned 64 bits; for MASKED_EQ `value` is the mask and `valueTwo` what is left. */
export interface ArgumentCondition {
  readonly index: number;
  readonly op: (typeof comparisons)[number];
  readonly value: bigint;
  readonly valueTwo?: bigint;
}

/** What the filter does: let the call through, or answer with an errno (a name; its number depends on the ABI). */
export type RuleAction = { readonly kind: 'allow' } | { readonly kind: 'errno'; readonly errno: string };

/** One system call and what happens to it, with the reasons. */
export interface Rule {
  readonly syscall: string;
  readonly action: RuleAction;
  readonly args?: readonly ArgumentCondition[];
  readonly reasons: readonly [Reason, ...Reason[]];
}

/** What happens to every call that no rule names. */
export type DefaultAction =
  | { readonly kind: 'errno'; readonly errno: string }
  | { readonly kind: 'log' }
  | { readonly kind: 'kill-process' };

/**
 * What is to be allowed, with reasons. `abis` lists the system call tables the filter covers, the host's first; calls
 * under any other table kill the thread, whatever the default action (libseccomp's bad-architecture action).
 * `rules` are sorted by syscall and hold one once, unless `args` tell them apart.
 */
export interface Profile {
  readonly name: string;
  readonly defaultAction: DefaultAction;
  readonly abis: readonly [Abi, ...Abi[]];
  readonly noNewPrivileges: boolean;
  readonly rules: readonly Rule[];
}
