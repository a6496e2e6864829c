import { syscallPurpose } from '../kernel/syscall-purposes.ts';
import type { DefaultProfile } from '../model/default-profile.ts';
import type { Reason } from '../model/profile.ts';
import type { ExplainedRule } from '../model/verdict.ts';
import { isRisky, type RiskSetting, syscallRisk } from './syscall-risk.ts';

/** A rule as a profile or a recording has it. */
export interface PlainRule {
  readonly syscall: string;
  /** `allow`, or what the file says. */
  readonly action: string;
  readonly conditional?: boolean;
  readonly reasons: readonly Reason[];
  /** The call is let through, at least for some arguments. */
  readonly isThrough: boolean;
}

/** A rule with what its call does and, where the call is let through, what that opens up. */
export function explainedRule(
  { syscall, action, conditional, reasons, isThrough }: PlainRule,
  defaults: readonly DefaultProfile[],
  setting?: RiskSetting,
): ExplainedRule {
  const purpose = syscallPurpose(syscall);
  // A name that no ABI has opens nothing.
  const risk = isThrough && purpose !== undefined ? syscallRisk(syscall, defaults, setting) : undefined;
  return {
    syscall,
    action,
    ...(conditional === true && { conditional }),
    reasons,
    ...(purpose !== undefined && { purpose }),
    ...(risk !== undefined && { risk }),
    risky: risk !== undefined && isRisky(risk),
  };
}
