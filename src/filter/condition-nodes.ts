import type { OciCondition } from '../model/oci-seccomp.ts';
import type { LevelMarks } from './level-marks.ts';

/** What the kernel is told to do with a call: the value a filter returns (linux/seccomp.h), and the rule it is from. */
export interface Outcome {
  readonly code: number;
  /** Index in the profile's `syscalls`. */
  readonly rule: number;
}

/** Where a comparison leads: to more comparisons, else to an outcome, else on to the next one beside it. */
export interface Branch {
  next?: ConditionNode;
  outcome?: Outcome;
  /** Of a long level, to find places on it. */
  marks?: LevelMarks;
}

/**
 * One comparison of a compiled filter, with its place in the tree: BPF knows 32 bits, so that an argument of a 64-bit
 * ABI takes two or three. Nodes of one level are linked, and several branches may lead into the same level.
 */
export interface ConditionNode {
  /** The word compared: twice the argument's index, one more for its upper half. */
  readonly word: number;
  readonly op: 'eq' | 'masked' | 'gt' | 'ge';
  readonly mask: number;
  readonly datum: number;
  /** The whole value of the condition. */
  readonly value: bigint;
  /** Comes before lower ones on its level: 3 for equality, 2 for less, 1 for greater. */
  readonly rank: 1 | 2 | 3;
  readonly yes: Branch;
  readonly no: Branch;
  before?: ConditionNode;
  after?: ConditionNode;
}

/** The comparisons of one condition: the first of them, and the branches by which the condition holds. */
interface Piece {
  readonly first: ConditionNode;
  readonly exits: readonly Branch[];
}

const low = (value: bigint): number => Number(value & 0xffff_ffffn);
const high = (value: bigint): number => Number(value >> 32n);

/**
 * The comparisons that libseccomp makes of the conditions of one rule, all of which have to hold, in the order of the
 * arguments (src/db.c, _db_rule_gen_64 and _db_rule_gen_32; 2.5.4). A 32-bit filter compares the lower half of a value
 * only, whatever its upper half is. A mask without bits asks for nothing.
 * @param conditions each with an argument index of its own
 * @returns undefined where nothing is left to compare: the rule is unconditional
 */
export function conditionNodes(
  conditions: readonly OciCondition[],
  bits: 32 | 64,
  outcome: Outcome,
): ConditionNode | undefined {
  const pieces = [...conditions]
    .sort((a, b) => a.index - b.index)
    .filter((condition) => !isEmpty(condition, bits))
    .map((condition) => (bits === 64 ? wide(condition) : narrow(condition)));
  pieces.forEach(({ exits }, index) => {
    const following = pieces[index + 1]?.first;
    for (const exit of exits) {
      if (following === undefined) exit.outcome = outcome;
      else exit.next = following;
    }
  });
  return pieces[0]?.first;
}

function isEmpty({ op, value }: OciCondition, bits: 32 | 64): boolean {
  return op === 'SCMP_CMP_MASKED_EQ' && (bits === 64 ? value : BigInt(low(value))) === 0n;
}

function wide({ index, op, value, valueTwo = 0n }: OciCondition): Piece {
  const lower = index * 2;
  const upper = lower + 1;
  if (op === 'SCMP_CMP_MASKED_EQ') {
    const last = node(lower, 'masked', op, valueTwo, low(valueTwo), low(value));
    const first = node(upper, 'masked', op, valueTwo, high(valueTwo), high(value));
    first.yes.next = last;
    return { first, exits: [last.yes] };
  }
  if (op === 'SCMP_CMP_EQ' || op === 'SCMP_CMP_NE') {
    const last = node(lower, 'eq', op, value, low(value));
    const first = node(upper, 'eq', op, value, high(value));
    first.yes.next = last;
    return { first, exits: op === 'SCMP_CMP_EQ' ? [last.yes] : [first.no, last.no] };
  }
  // Greater in the upper half, else the same there and greater in the lower one; less is the opposite of that.
  const last = node(lower, op === 'SCMP_CMP_GT' || op === 'SCMP_CMP_LE' ? 'gt' : 'ge', op, value, low(value));
  const same = node(upper, 'eq', op, value, high(value));
  const first = node(upper, 'gt', op, value, high(value));
  first.no.next = same;
  same.yes.next = last;
  return { first, exits: op === 'SCMP_CMP_GT' || op === 'SCMP_CMP_GE' ? [first.yes, last.yes] : [same.no, last.no] };
}

function narrow({ index, op, value, valueTwo = 0n }: OciCondition): Piece {
  const word = index * 2;
  switch (op) {
    case 'SCMP_CMP_MASKED_EQ': {
      const first = node(word, 'masked', op, valueTwo, low(valueTwo), low(value));
      return { first, exits: [first.yes] };
    }
    case 'SCMP_CMP_EQ':
    case 'SCMP_CMP_NE': {
      const first = node(word, 'eq', op, value, low(value));
      return { first, exits: [op === 'SCMP_CMP_EQ' ? first.yes : first.no] };
    }
    case 'SCMP_CMP_GT':
    case 'SCMP_CMP_LE': {
      const first = node(word, 'gt', op, value, low(value));
      return { first, exits: [op === 'SCMP_CMP_GT' ? first.yes : first.no] };
    }
    case 'SCMP_CMP_GE':
    case 'SCMP_CMP_LT': {
      const first = node(word, 'ge', op, value, low(value));
      return { first, exits: [op === 'SCMP_CMP_GE' ? first.yes : first.no] };
    }
  }
}

function node(
  word: number,
  test: ConditionNode['op'],
  op: OciCondition['op'],
  value: bigint,
  datum: number,
  mask = 0xffff_ffff,
): ConditionNode {
  // Bits of the wanted value outside the mask are dropped, so that they cannot make the comparison fail.
  return { word, op: test, mask, datum: (datum & mask) >>> 0, value, rank: rankOf(op), yes: {}, no: {} };
}

function rankOf(op: OciCondition['op']): ConditionNode['rank'] {
  if (op === 'SCMP_CMP_GT' || op === 'SCMP_CMP_GE') return 1;
  return op === 'SCMP_CMP_LT' || op === 'SCMP_CMP_LE' ? 2 : 3;
}
