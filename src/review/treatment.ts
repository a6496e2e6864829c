import type { LoadedFilter } from '../filter/loaded-filter.ts';
import { architectures } from '../kernel/architectures.ts';
import type { Abi } from '../model/abi.ts';
import type { Treatment } from '../model/diff-verdict.ts';
import { AnswerNumbers, diagramOf } from './call-decision.ts';
import { DecisionDiagrams, type Diagram } from './decision-diagram.ts';
import { treatmentOfPieces } from './treatment-pieces.ts';
import { diagramOfTreatment, treatmentOfRules } from './treatment-rules.ts';

/** A decision as a diagram by its answers. */
export interface KnownDecision {
  readonly diagrams: DecisionDiagrams;
  readonly numbers: AnswerNumbers;
  readonly diagram: Diagram;
}

/**
 * What a filter does with a call, to be read: by ranges of values where the rules compare sizes, the same however they are
 * written; where they compare bits, the rules, of which it is tried whether they come to what the filter does.
 * @param known what is known of it already
 * @throws TooManyDecisions
 */
export function treatmentOf(filter: LoadedFilter, abi: Abi, syscall: string, known?: KnownDecision): Treatment {
  const course = filter.course(abi, syscall);
  if ('end' in course) return { cases: [{ answer: course.end.answer }] };
  const { bits } = architectures[abi];
  const { numbers = new AnswerNumbers(), diagrams = new DecisionDiagrams() } = known ?? {};
  const diagram = known?.diagram ?? diagramOf(diagrams, course, numbers);
  const rules = filter.conditionalRules(abi, syscall);
  const written = treatmentOfRules(rules, bits, filter.defaultAnswer);
  const hasMasks = rules.some(({ conditions }) => conditions.some(({ op }) => op === 'SCMP_CMP_MASKED_EQ'));
  if (hasMasks && diagramOfTreatment(written, bits, diagrams, numbers) === diagram) return written;
  const pieces = treatmentOfPieces(diagrams, diagram, bits, numbers, filter.defaultAnswer);
  if (pieces !== undefined) return pieces;
  const isExact = !hasMasks && diagramOfTreatment(written, bits, diagrams, numbers) === diagram;
  return isExact ? written : { ...written, exact: false };
}
