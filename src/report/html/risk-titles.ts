import { riskClasses } from '../../kernel/syscall-risk.ts';
import type { RiskFact } from '../../model/syscall-risk.ts';

/** What a class of risk says of its members: `changes what code the kernel runs`; its key where the table has no such class. */
export function riskTitle(riskClass: string): string {
  return riskClasses.get(riskClass)?.title ?? riskClass;
}

/** The titles of the classes of some facts, each once. */
export function riskTitles(facts: readonly RiskFact[]): readonly string[] {
  return [...new Set(facts.map(({ riskClass }) => riskTitle(riskClass)))];
}
