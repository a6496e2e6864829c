import type { Answer } from '../model/check-verdict.ts';
import type { Treatment } from '../model/diff-verdict.ts';
import type { OciCondition } from '../model/oci-seccomp.ts';
import type { ArgumentCondition } from '../model/profile.ts';
import { AnswerNumbers, answerKey } from './call-decision.ts';
import type { DecisionDiagrams, Diagram, Piece } from './decision-diagram.ts';
import { sortedCases } from './treatment-rules.ts';

type Bits = 32 | 64;
/** Of the lists one has to hold, of a list all conditions. */
type When = readonly (readonly ArgumentCondition[])[];
/** For each outcome the values that lead to it. */
type Ways = ReadonlyMap<Diagram, When>;

/** More ranges of values than these are harder to read than the rules themselves. */
const mostPieces = 24;

/**
 * A decision in words of its own, by ranges of values, argument by argument: however it was written, it reads the same.
 * @param otherwise the answer that comes last, as everything else, where there is a choice
 * @returns undefined where it takes too many ranges, as of masks of bits
 */
export function treatmentOfPieces(
  diagrams: DecisionDiagrams,
  diagram: Diagram,
  bits: Bits,
  numbers: AnswerNumbers,
  otherwise: Answer,
): Treatment | undefined {
  const found = waysTo(diagrams, diagram, bits);
  return found && treatmentOfWays(found, numbers, otherwise);
}

/**
 * The same of a decision that depends on one argument of 32 bits only.
 * @param ranges in ascending order, the first from 0
 */
export function treatmentOfRanges(
  index: number,
  ranges: readonly { readonly from: number; readonly answer: Answer }[],
  otherwise: Answer,
): Treatment | undefined {
  const numbers = new AnswerNumbers();
  const pieces: Piece[] = [];
  for (const { from, answer } of ranges) {
    const below = ~numbers.of(answer);
    const last = pieces.at(-1);
    if (last !== undefined && last.below !== below) last.to = BigInt(from) - 1n;
    if (last?.below !== below) pieces.push({ from: BigInt(from), to: 2n ** 32n - 1n, below });
  }
  if (pieces.length > mostPieces) return undefined;
  const found = waysThrough(pieces, index, 32, (below) => new Map([[below, [[]]]]));
  return found && treatmentOfWays(found, numbers, otherwise);
}

/** Of each outcome its ways as a case; of everything else the last. */
function treatmentOfWays(found: Ways, numbers: AnswerNumbers, otherwise: Answer): Treatment {
  const cases = [...found].map(([end, when]) => ({ answer: numbers.answer(~end), when }));
  const last =
    cases.find(({ answer }) => answerKey(answer) === answerKey(otherwise)) ??
    cases.reduce((a, b) => (b.when.length > a.when.length ? b : a));
  return { cases: [...sortedCases(cases.filter((one) => one !== last)), { answer: last.answer }] };
}

/** For each outcome the values that lead to it. */
function waysTo(diagrams: DecisionDiagrams, diagram: Diagram, bits: Bits): Ways | undefined {
  const index = diagrams.argumentOf(diagram);
  if (index === undefined) return new Map([[diagram, [[]]]]);
  const pieces = diagrams.pieces(diagram, bits, mostPieces);
  return pieces && waysThrough(pieces, index, bits, (below) => waysTo(diagrams, below, bits));
}

/** The same by the values of one argument, and by what is left to decide for each. */
function waysThrough(
  pieces: readonly Piece[],
  index: number,
  bits: Bits,
  waysOf: (below: Diagram) => Ways | undefined,
): Ways | undefined {
  const found = new Map<Diagram, When>();
  for (const below of new Set(pieces.map((piece) => piece.below))) {
    const ways = waysOf(below);
    if (ways === undefined) return undefined;
    const ranges = rangesOf(pieces, below, index, bits);
    for (const [end, when] of ways) {
      const all = ranges.flatMap((range) => when.map((rest) => [...range, ...rest]));
      found.set(end, [...(found.get(end) ?? []), ...all]);
    }
  }
  return [...found.values()].some(({ length }) => length > mostPieces) ? undefined : found;
}

/** Few values left out are told as such, otherwise each range by itself. */
function rangesOf(pieces: readonly Piece[], below: Diagram, index: number, bits: Bits): When {
  const most = 2n ** BigInt(bits) - 1n;
  const inside = pieces.filter((piece) => piece.below === below);
  const outside = pieces.filter((piece) => piece.below !== below);
  const condition = (op: OciCondition['op'], value: bigint): ArgumentCondition => ({ index, op, value });
  if (outside.every(({ from, to }) => from === to) && outside.length <= inside.length) {
    return [outside.map(({ from }) => condition('SCMP_CMP_NE', from))];
  }
  return inside.map(({ from, to }) => {
    if (from === to) return [condition('SCMP_CMP_EQ', from)];
    return [
      ...(from === 0n ? [] : [condition('SCMP_CMP_GE', from)]),
      ...(to === most ? [] : [condition('SCMP_CMP_LE', to)]),
    ];
  });
}
