import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceePlan } from '../../src/parsers/tracee-plan.ts';
import { LineScanner } from '../../src/scan/line-scanner.ts';
import { flatEvent, v1beta1Event } from './events.ts';
import { mutators } from './mutators.ts';
import { pick } from './pick.ts';

const plan = traceePlan(true);

/** Feeds a line; gives what it was counted as, or undefined when it was handed back. */
function scanOne(scanner: LineScanner, line: Buffer): object | undefined {
  scanner.input.set(line);
  scanner.input[line.length] = 10;
  return scanner.scan(0, line.length + 1, 1) === line.length + 1 ? scanner.last() : undefined;
}

/** How many lines said each different thing. */
function timesTaken(scanner: LineScanner): number[] {
  const all: number[] = [];
  scanner.take((_source, _content, _errno, times) => all.push(times));
  return all;
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(line));
  } catch {
    return undefined;
  }
}

describe('the line scanner', () => {
  it.each([
    ['flat', flatEvent],
    ['v1beta1', v1beta1Event],
  ])('takes %s lines of a shape it was taught, and counts those that say the same', (_, make) => {
    const scanner = new LineScanner(plan, 1 << 20);
    const lines = Array.from({ length: 200 }, (_, index) => Buffer.from(JSON.stringify(make(index % 10))));
    let taken = 0;
    for (const line of lines) {
      const found = scanOne(scanner, line);
      if (found === undefined) scanner.learn(line.toString('latin1'), '\n');
      else {
        taken++;
        expect(pick(found, plan)).toEqual(pick(parsed(line), plan));
      }
    }
    expect(taken).toBeGreaterThan(150);
    const all = timesTaken(scanner);
    expect(all.reduce((sum, times) => sum + times, 0)).toBe(taken);
    expect(all.length).toBeLessThanOrEqual(10);
    expect(timesTaken(scanner)).toEqual([]);
  });

  it('gives lines of one source or one content the same object for it, and the errno apart', () => {
    const scanner = new LineScanner(plan, 1 << 20);
    const told = [
      ['a', 'read', -2],
      ['a', 'read', -13],
      ['a', 'write', 0],
      ['b', 'read', 5],
      ['a', 'read', -2],
    ] as const;
    const lines = told.map(([containerId, eventName, returnValue]) =>
      JSON.stringify({ ...flatEvent(1), containerId, eventName, returnValue }),
    );
    scanner.learn(lines[0] ?? '', '\n');
    for (const line of lines) expect(scanOne(scanner, Buffer.from(line))).toBeDefined();
    const met: object[][] = [];
    scanner.fresh((source, content) => met.push([source, content]));
    const taken: unknown[] = [];
    scanner.take((source, content, errno, times) => {
      expect(met).toContainEqual([source, content]);
      taken.push([source, content, errno, times]);
    });
    const [[a, read] = [], , [, write] = [], [b] = []] = met;
    expect(new Set(met.flat())).toEqual(new Set([a, b, read, write]));
    expect([a, b]).toMatchObject([{ containerId: 'a' }, { containerId: 'b' }]);
    expect([read, write]).toMatchObject([{ eventName: 'read' }, { eventName: 'write' }]);
    expect(taken).toEqual([
      [a, read, 2, 2],
      [a, read, 13, 1],
      [a, write, 0, 1],
      [b, read, 0, 1],
    ]);
    expect([a, read]).not.toContainEqual(expect.objectContaining({ returnValue: expect.anything() }));
  });

  it('takes the first of two errnos', () => {
    const scanner = new LineScanner(plan, 1 << 20);
    const element = (value: number) => ({ name: 'returnValue', value });
    const lineOf = (data: readonly object[]) => Buffer.from(JSON.stringify({ ...v1beta1Event(1), data }));
    const taught = lineOf([element(-2)]);
    scanner.learn(taught.toString('latin1'), '\n');
    expect(scanOne(scanner, taught)).toBeDefined();
    const twice = lineOf([element(-2), element(-13)]);
    expect(scanOne(scanner, twice)).toHaveProperty('returnValue', -2);
  });

  it('gives what JSON.parse gives, or hands the line back', () => {
    const known = new LineScanner(plan, 1 << 20);
    const spaced = new LineScanner(plan, 1 << 20);
    let taken = 0;
    let tried = 0;
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.boolean(),
        fc.array(fc.nat(mutators.length - 1), { maxLength: 2 }),
        fc.nat(),
        fc.boolean(),
        (seed, flat, chosen, random, withSpaces) => {
          const scanner = withSpaces ? spaced : known;
          const event = flat ? flatEvent(seed) : v1beta1Event(seed);
          let line: Buffer = Buffer.from(withSpaces ? spread(event) : JSON.stringify(event));
          for (const which of chosen) line = mutators[which]?.(line, random) ?? line;
          if (line.includes(10)) return;
          tried++;
          const value = parsed(line);
          for (const _ of [0, 1]) {
            const found = scanOne(scanner, line);
            if (found !== undefined) {
              taken++;
              expect(value, line.toString()).toBeDefined();
              expect(pick(found, plan), line.toString()).toEqual(pick(value, plan));
            } else if (value !== undefined && !line.includes(13)) scanner.learn(line.toString('latin1'), '\n');
          }
        },
      ),
      { numRuns: 20_000, seed: 5 },
    );
    expect(taken).toBeGreaterThan(tried / 2);
  });

  it('asks for room when there is none, and goes on after', () => {
    const scanner = new LineScanner(plan, 1 << 20);
    const event = flatEvent(1);
    scanner.learn(JSON.stringify(event), '\n');
    let total = 0;
    let full = 0;
    for (let index = 0; index < 70_000; index++) {
      const line = Buffer.from(JSON.stringify({ ...event, containerId: `container ${index}` }));
      if (scanOne(scanner, line) !== undefined) continue;
      expect(scanner.isFull).toBe(true);
      full++;
      total += timesTaken(scanner).reduce((sum, times) => sum + times, 0);
      expect(scanOne(scanner, line)).toBeDefined();
    }
    total += timesTaken(scanner).reduce((sum, times) => sum + times, 0);
    expect(full).toBeGreaterThan(0);
    expect(total).toBe(70_000);
  });

  it('learns only as many shapes as there is room for, and takes no line half read after that', () => {
    const scanner = new LineScanner(plan, 1 << 20);
    let taken = 0;
    // Code for the shapes learned last is made when there is more need of it: in the second round all are known.
    for (let index = 0; index < 6000; index++) {
      const number = index % 3000;
      const event = { [`key ${number}`]: 1, ...flatEvent(number), [`last ${number}`]: 2 };
      const line = Buffer.from(JSON.stringify(event));
      scanner.learn(line.toString('latin1'), '\n');
      const found = scanOne(scanner, line);
      if (found === undefined) continue;
      if (index >= 3000) taken++;
      expect(pick(found, plan)).toEqual(pick(parsed(line), plan));
    }
    expect(taken).toBeGreaterThan(10);
    expect(taken).toBeLessThan(3000);
  });
});

/** JSON with blanks wherever they may be on a line. */
function spread(value: unknown): string {
  return JSON.stringify(value, null, 1).replaceAll('\n', ' ');
}
