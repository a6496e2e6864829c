import { describe, expect, it } from 'vitest';
import type { CapturePlan } from '../../src/scan/capture-plan.ts';
import { shapeOf } from '../../src/scan/line-shape.ts';
import { type ShapeNode, ShapeTree } from '../../src/scan/shape-tree.ts';

const plan: CapturePlan = {
  keys: new Map([
    ['id', 'source'],
    ['name', 'source'],
    ['other', 'content'],
  ]),
};

function shape(value: unknown): NonNullable<ReturnType<typeof shapeOf>> {
  const found = shapeOf(JSON.stringify(value), plan, '\n');
  if (found === undefined) throw new Error('no shape');
  return found;
}

/** Each node as its text and kind, its children behind it. */
function drawn(nodes: readonly ShapeNode[]): unknown[] {
  return nodes.map(({ text, kind, ends, children }) => [`${text} ${kind}${ends ? ' ends' : ''}`, ...drawn(children)]);
}

describe('the tree of shapes', () => {
  it('shares what shapes begin with, and tries a longer text first', () => {
    const tree = new ShapeTree(100);
    expect(tree.add(shape({ a: 1, b: true }))).toBe(true);
    expect(tree.add(shape({ a: 1, b: 'x' }))).toBe(true);
    expect(tree.add(shape({ a: 22, b: 'yy' }))).toBe(false);
    expect(drawn(tree.roots)).toEqual([['{"a": whole', [',"b":" string', ['"}\n end']], [',"b": any', ['}\n end']]]]);
  });

  it('widens a number to whatever a line has in its place', () => {
    const tree = new ShapeTree(100);
    tree.add(shape({ a: 1 }));
    expect(tree.add(shape({ a: -1.5 }))).toBe(true);
    expect(drawn(tree.roots)).toEqual([['{"a": number', ['}\n end']]]);
    expect(tree.add(shape({ a: [1] }))).toBe(true);
    expect(tree.add(shape({ a: -2 }))).toBe(false);
    expect(drawn(tree.roots)).toEqual([['{"a": any', ['}\n end']]]);
  });

  it('ends a run where it ends in any shape, and where the other part begins', () => {
    const tree = new ShapeTree(100);
    tree.add(shape({ id: 'x', name: 'y', other: 'z', more: 1 }));
    expect(drawn(tree.roots)).toEqual([
      ['{"id":" string', ['","name":" string ends', ['","other":" string ends', ['","more": whole', ['}\n end']]]]],
    ]);
    expect(tree.add(shape({ id: 'x', more: 1 }))).toBe(true);
    expect(drawn(tree.roots)[0]).toContainEqual(['","more": whole', ['}\n end']]);
    expect((drawn(tree.roots)[0] as unknown[])[0]).toBe('{"id":" string ends');
  });

  it('adds no part of a shape that there is no room for', () => {
    const tree = new ShapeTree(4);
    expect(tree.add(shape({ a: 1, b: 2 }))).toBe(true);
    expect(tree.add(shape({ x: 1 }))).toBe(false);
    expect(drawn(tree.roots)).toHaveLength(1);
  });
});
