import type { LoadedFilter } from '../filter/loaded-filter.ts';
import { architectures } from '../kernel/architectures.ts';
import type { Abi } from '../model/abi.ts';
import type { Answer } from '../model/check-verdict.ts';
import type { Treatment } from '../model/diff-verdict.ts';
import { AnswerNumbers, diagramOf } from './call-decision.ts';
import { DecisionDiagrams, type Diagram } from './decision-diagram.ts';
import { treatmentOfPieces, treatmentOfRanges } from './treatment-pieces.ts';
import { diagramOfTreatment, treatmentOfRules } from './treatment-rules.ts';

/** A decision by its answers: as a diagram, or by the values of one argument of 32 bits. */
export type KnownDecision =
  | { readonly diagrams: DecisionDiagrams; readonly numbers: AnswerNumbers; readonly diagram: Diagram }
  | { readonly index: number; readonly ranges: readonly { readonly from: number; readonly answer: Answer }[] };

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
  const rules = filter.conditionalRules(abi, syscall);
  const hasMasks = rules.some(({ conditions }) => conditions.some(({ op }) => op === 'SCMP_CMP_MASKED_EQ'));
  if (known !== undefined && 'ranges' in known && !hasMasks) {
    const { index, ranges } = known;
    const short = treatmentOfRanges(index, ranges, filter.defaultAnswer);
    if (short !== undefined) return short;
  }
  const asDiagram = known !== undefined && 'diagram' in known ? known : undefined;
  const { numbers = new AnswerNumbers(), diagrams = new DecisionDiagrams() } = asDiagram ?? {};
  const diagram = asDiagram?.diagram ?? diagramOf(diagrams, course, numbers);
  const written = treatmentOfRules(rules, bits, filter.defaultAnswer);
  if (hasMasks && diagramOfTreatment(written, bits, diagrams, numbers) === diagram) return written;
  const pieces = treatmentOfPieces(diagrams, diagram, bits, numbers, filter.defaultAnswer);
  if (pieces !== undefined) return pieces;
  const isExact = !hasMasks && diagramOfTreatment(written, bits, diagrams, numbers) === diagram;
  return isExact ? written : { ...written, exact: false };
}
