import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ComparisonIndex } from '../../src/filter/comparison-index.ts';
import { conditionMet } from '../../src/filter/condition-met.ts';
import { conditionNodes, type Outcome } from '../../src/filter/condition-nodes.ts';
import { ConditionProgram, type Course } from '../../src/filter/condition-program.ts';
import { ConditionTree, type RuleConflict } from '../../src/filter/condition-tree.ts';
import { TreeEffort } from '../../src/filter/tree-effort.ts';
import type { OciCondition } from '../../src/model/oci-seccomp.ts';
import { comparisons } from '../../src/model/profile.ts';

/** Looks through the whole tree for every rule, as libseccomp does. */
class IndexOfNothing extends ComparisonIndex {
  override mayPrune(): boolean {
    return true;
  }
}

interface Rule {
  readonly code: number;
  readonly conditions: readonly OciCondition[];
}

const allow = 0x7fff_0000;
const code = fc.oneof({ weight: 9, arbitrary: fc.constant(allow) }, { weight: 1, arbitrary: fc.constant(0x5_0001) });
/** Rules for one call whose values are few, so that they meet. */
const rules = (ops: readonly OciCondition['op'][], values: number, most: number): fc.Arbitrary<Rule[]> => {
  const value = fc.oneof(
    { weight: 4, arbitrary: fc.nat(values).map(BigInt) },
    { weight: 1, arbitrary: fc.nat(values).map((one) => (BigInt(one) << 32n) + 1n) },
  );
  const condition = fc.record({ index: fc.nat(2), op: fc.constantFrom(...ops), value, valueTwo: value });
  const conditions = fc.uniqueArray(condition, { minLength: 1, maxLength: 3, selector: ({ index }) => index });
  return fc.array(fc.record({ code, conditions }), { minLength: 1, maxLength: most, size: 'max' });
};

/** What has become of all rules: the first that is not taken, else the program. */
function made(list: readonly Rule[], bits: 32 | 64, known: ComparisonIndex) {
  const effort = new TreeEffort();
  const tree = new ConditionTree(effort, known);
  for (const [rule, { code, conditions }] of list.entries()) {
    const outcome: Outcome = { code, rule };
    const nodes = conditionNodes(conditions, bits, outcome);
    const conflict: RuleConflict | undefined = nodes === undefined ? undefined : tree.add(nodes, code);
    if (conflict !== undefined) return { conflict, rule };
  }
  const { top } = tree;
  const size = tree.size();
  // A rule that leads into its own tree: a ring, of which no program is made.
  if (top === undefined || size === undefined) return { size };
  const program = new ConditionProgram([top], effort);
  return {
    size,
    instructions: program.instructions,
    tests: listed(program.course(top, (end) => ({ end }))),
  };
}

/** A course as a list, each test once: as a tree it may be without end. */
function listed<T>(course: Course<T>): readonly unknown[] {
  const numbers = new Map<Course<T>, number>();
  const list: unknown[] = [];
  const add = (one: Course<T>): number => {
    const known = numbers.get(one);
    if (known !== undefined) return known;
    const ways = 'end' in one ? one : { ...one, yes: add(one.yes), no: add(one.no) };
    numbers.set(one, list.length);
    return list.push(ways) - 1;
  };
  add(course);
  return list;
}

const many = Number(process.env.SECCINCH_RANDOM_PROFILES ?? 200);

describe('a tree of conditions', () => {
  it.each([
    ['equal', ['SCMP_CMP_EQ'], 3, 30, many],
    ['equal, under masks', ['SCMP_CMP_EQ', 'SCMP_CMP_MASKED_EQ'], 3, 30, many],
    ['equal, of many values', ['SCMP_CMP_EQ'], 3000, 500, 20],
    ['of all kinds', comparisons, 5, 12, many],
  ] as const)('becomes the same where libseccomp need not look for anything: %s', (_, ops, values, most, numRuns) => {
    fc.assert(
      fc.property(rules(ops, values, most), fc.constantFrom(32 as const, 64 as const), (list, bits) => {
        expect(made(list, bits, new ComparisonIndex())).toEqual(made(list, bits, new IndexOfNothing()));
      }),
      { numRuns },
    );
  });

  it('of many rules lets through what one of them does', () => {
    const value = fc.nat(100_000).map(BigInt);
    const condition = fc.record({ index: fc.nat(1), op: fc.constant('SCMP_CMP_EQ' as const), value });
    const many = fc.array(condition, { minLength: 900, maxLength: 1200, size: 'max' });
    fc.assert(
      fc.property(many, fc.array(fc.tuple(value, value)), (conditions, calls) => {
        const effort = new TreeEffort();
        const tree = new ConditionTree(effort);
        for (const [rule, one] of conditions.entries()) {
          const nodes = conditionNodes([one], 64, { code: allow, rule });
          expect(nodes && tree.add(nodes, allow)).toBe(undefined);
        }
        const { top } = tree;
        if (top === undefined) throw new Error('no tree');
        const program = new ConditionProgram([top], effort);
        const near = conditions.slice(0, 50).map((one) => [one.value + 1n, one.value] as const);
        for (const args of [...calls, ...near]) {
          const isMet = conditions.some((one) => conditionMet(one, args[one.index] ?? 0n));
          const { outcomes, none } = program.run(top, args);
          expect([outcomes.length, none]).toEqual(isMet ? [1, false] : [0, true]);
        }
      }),
      { numRuns: 5 },
    );
  });
});
