import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { garbageSample } from '../../src/parsers/document-consumer.ts';
import { isDocumentStream, JsonDocuments } from '../../src/parsers/json-documents.ts';

type Call = readonly [kind: string, line: number, text?: string];

/** What the splitter calls, in chunks of a size; each chunk's memory is overwritten when the next one comes. */
function callsOf(text: string, chunkSize: number, limit?: number): Call[] {
  const calls: Call[] = [];
  const documents = new JsonDocuments(
    {
      document: (bytes, line) => calls.push(['document', line, Buffer.from(bytes).toString('utf8')]),
      garbage: (line, sample) => calls.push(['garbage', line, sample]),
      overlong: (line, sample) => calls.push(['overlong', line, sample]),
      truncated: (line) => calls.push(['truncated', line]),
    },
    limit,
  );
  const all = Buffer.from(text);
  for (let at = 0; at < all.length; at += chunkSize) {
    const chunk = Buffer.from(all.subarray(at, at + chunkSize));
    documents.push(chunk);
    chunk.fill(0xaa);
  }
  documents.end();
  expect(documents.newlines).toBe(text.split('\n').length - 1);
  return calls;
}

const chunkSizes = [1, 2, 3, 7, 64 * 1024];

/** The calls, the same for all sizes of chunks. */
function split(text: string, limit?: number): Call[] {
  const [first = [], ...others] = chunkSizes.map((size) => callsOf(text, size, limit));
  for (const other of others) expect(other).toEqual(first);
  return first;
}

function valuesOf(calls: readonly Call[]): unknown[] {
  expect(calls.map(([kind]) => kind)).toEqual(calls.map(() => 'document'));
  return calls.map(([, , text]) => JSON.parse(text ?? ''));
}

const json = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 });
const indent = fc.constantFrom(undefined, 1, 2, '\t');

describe('JsonDocuments', () => {
  it('gives back the elements of any array, compact or pretty', () => {
    fc.assert(
      fc.property(fc.array(json), indent, (values, space) => {
        const text = JSON.stringify(values, undefined, space);
        expect(valuesOf(split(text))).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('gives back values one after the other, in any layout', () => {
    const document = fc.tuple(
      fc.dictionary(fc.string(), json),
      indent,
      fc.constantFrom('', '\n', '\r\n', ' \n\n', '\u001E'),
    );
    fc.assert(
      fc.property(fc.array(document), (parts) => {
        const texts = parts.map(([value, space]) => JSON.stringify(value, undefined, space));
        const joined = parts.map(([, , gap], index) => `${texts[index]}${gap}`).join('');
        expect(valuesOf(split(joined))).toEqual(texts.map((text) => JSON.parse(text)));
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same calls for any bytes in any chunks, and its lines in order', () => {
    const unit = fc.oneof(
      fc.constantFrom(...'{}[]",:\\\n a1-.tné\u0001\u001E', 'true', '"a":', '{"a":1}', '\n  '),
      fc.constantFrom('{"level":1}', '{"timestamp"', '"level":', 'level":', '\n{'),
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (text, limit) => {
        const calls = split(text, limit);
        const lines = calls.map(([, line]) => line);
        expect(lines).toEqual([...lines].sort((a, b) => a - b));
        for (const [kind, , sample = ''] of calls)
          if (kind === 'document') expect(sample.length).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 3000 },
    );
  });

  it('tells on which line each value begins', () => {
    expect(split('\n[\n  {\n    "a": 1\n  },\n  {"b": [2,\n3]}, 4\n]\n')).toEqual([
      ['document', 3, '{\n    "a": 1\n  }'],
      ['document', 6, '{"b": [2,\n3]}'],
      ['document', 7, '4'],
    ]);
  });

  it('takes a byte order mark, an empty array and nothing for nothing', () => {
    expect(split('')).toEqual([]);
    expect(split('\uFEFF[]\n')).toEqual([]);
    expect(split('\uFEFF{}')).toEqual([['document', 1, '{}']]);
  });

  it('calls a line of text between values garbage', () => {
    expect(split('INFO: starting\n[\n{"a":1},\nLost 5 events é\n{"b":2}\n]\ndone, 3\n')).toEqual([
      ['garbage', 1, 'INFO: starting'],
      ['document', 3, '{"a":1}'],
      ['garbage', 4, 'Lost 5 events é'],
      ['document', 5, '{"b":2}'],
      ['garbage', 7, 'done, 3'],
    ]);
    expect(split('[2026-08-03 01:02:03] text\n{}')).toEqual([
      ['garbage', 1, '2026-08-03 01:02:03] text'],
      ['document', 2, '{}'],
    ]);
    expect(split(`${'x'.repeat(1000)} y\n{}`)).toEqual([
      ['garbage', 1, 'x'.repeat(garbageSample)],
      ['document', 2, '{}'],
    ]);
  });

  it('gives up a value at what cannot stand there, and skips its remains by their indentation', () => {
    const pretty = JSON.stringify([{ a: { b: 1 }, c: 2 }, { d: [3] }, { e: 4 }], undefined, 2);
    const damaged = pretty.replace('"b": 1', '"b": 1 INFO: text');
    expect(split(damaged)).toEqual([
      ['garbage', 2, '{\n    "a": {\n      "b": 1'],
      ['document', 8, '{\n    "d": [\n      3\n    ]\n  }'],
      ['document', 13, '{\n    "e": 4\n  }'],
    ]);
  });

  it('finds the next value behind one whose end is missing', () => {
    expect(split('{\n  "a": "x\n{\n  "b": 2\n}\n')).toEqual([
      ['garbage', 1, '{\n  "a": "x'],
      ['document', 3, '{\n  "b": 2\n}'],
    ]);
    expect(split('[{\n  "a": 1 2\n}, {\n  "b": 2\n}]')).toEqual([
      ['garbage', 1, '{\n  "a": 1'],
      ['document', 3, '{\n  "b": 2\n}'],
    ]);
    expect(split('[{"a":tru e},\n {"b":2},\n {"c":3}]')).toEqual([
      ['garbage', 1, '{"a":tru'],
      ['document', 2, '{"b":2}'],
      ['document', 3, '{"c":3}'],
    ]);
  });

  it('takes no key that ends with a bracket for the beginning of the next value', () => {
    expect(split('[{"level":1,"k{",{"timestamp":1},{"timestamp":2}]')).toEqual([
      ['garbage', 1, '{"level":1,"k{"'],
      ['document', 1, '{"timestamp":1}'],
      ['document', 1, '{"timestamp":2}'],
    ]);
  });

  it('loses no record but the one that breaks off, wherever it does', () => {
    const record = fc
      .tuple(
        fc.constantFrom('timestamp', 'level'),
        fc.dictionary(
          fc.string().map((text) => `k${text}`),
          json,
        ),
      )
      .map(([key, value]) => ({ [key]: 1, ...value }));
    const layout = fc.constantFrom(
      { start: '[', between: ',', end: ']' },
      { start: '[\n', between: ',\n', end: '\n]\n' },
      { start: '', between: '\n', end: '\n' },
      { start: '[\n', between: ',\n', end: '\n]\n', space: 2, indent: '  ' },
      { start: '', between: '\n', end: '\n', space: '\t' },
    );
    const records = fc.array(record, { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(
        records,
        layout,
        fc.nat(),
        fc.nat(),
        (values, { start, between, end, space, indent = '' }, at, cut) => {
          const texts = values.map(
            (value) => indent + JSON.stringify(value, undefined, space).replaceAll('\n', `\n${indent}`),
          );
          const broken = at % (texts.length - 1);
          const whole = texts[broken] ?? '';
          const left = whole.slice(0, indent.length + 1 + (cut % (whole.length - indent.length - 1)));
          const told = split(start + texts.with(broken, left).join(between) + end);
          const others = texts.toSpliced(broken, 1).map((text) => JSON.parse(text));
          expect(valuesOf(told.filter(([kind]) => kind === 'document'))).toEqual(others);
          expect(told.filter(([kind]) => kind === 'garbage')).toHaveLength(1);
          expect(told).toHaveLength(texts.length);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('goes on with the next record behind garbage within an array, not within a line of text', () => {
    expect(split('[{"level":1},a":2},{"x":{"y":1}},{"level":3}]')).toEqual([
      ['document', 1, '{"level":1}'],
      ['garbage', 1, 'a":2},'],
      ['document', 1, '{"level":3}'],
    ]);
    expect(split('write(1, {"level":1})\n[2026-08-03 01:02:03] {"level":2}\n{"level":3}')).toEqual([
      ['garbage', 1, 'write(1, {"level":1})'],
      ['garbage', 2, '2026-08-03 01:02:03] {"level":2}'],
      ['document', 3, '{"level":3}'],
    ]);
  });

  it('skips what is over the limit, by length or by depth', () => {
    expect(split('{"a":"12345"} {"a":1}\n{"a":"12345', 10)).toEqual([
      ['overlong', 1, '{"a":"1234'],
      ['document', 1, '{"a":1}'],
      ['overlong', 2, '{"a":"1234'],
    ]);
    const deep = `{"a":${'['.repeat(100_000)}\n{"b":2}\n`;
    expect(callsOf(deep, 7)).toEqual([
      ['garbage', 1, deep.slice(0, garbageSample)],
      ['document', 2, '{"b":2}'],
    ]);
  });

  it('says that the input ends early', () => {
    expect(split('[{"a":1},\n{"b":')).toEqual([
      ['document', 1, '{"a":1}'],
      ['truncated', 2],
    ]);
    expect(split('[{"a":1}\n')).toEqual([
      ['document', 1, '{"a":1}'],
      ['truncated', 2],
    ]);
    expect(split('{"a": "x')).toEqual([['truncated', 1]]);
  });
});

describe('isDocumentStream', () => {
  it.each([
    '[{"a":1}]',
    ' [ { "a": 1 }',
    '[]',
    '[\n',
    '\u00EF\u00BB\u00BF[\r\n  {\r\n    "a"',
    '{\n  "a": 1\n}\n{',
    '{\n',
    '{"a": 1,\n "b": 2}\n',
    '{"a":1}{"b":2}',
    'INFO: starting\n{"a":1} {"b":2}{"c":"x',
    '{"a":1}{"b":2}\n{\n  "a": 1\n}\n',
    'INFO: starting\n\n{\n\t"a": 1\n}',
  ])('is true for %j', (head) => {
    expect(isDocumentStream(head)).toBe(true);
  });

  it.each([
    '',
    '\n\n',
    '{"a":1}\n{\n',
    '{"a":1}',
    '{"a":"x',
    '{"a":[1,',
    '[2026-08-03 01:02:03] text\n{"a":1}\n',
    '[pod/a/b] {"a":1}\n',
    '[1,2]\n{"a":1}\n',
    '{"a":"x\n{"b":1}\n',
    '{"a":[1,\n{"b":1}\n',
    '{"a":1}INFO: text\n{"b":1}\n',
    '{"a":1}{"b":2}\n{"a":1}\n',
    '{"a":1}{"b":2}\n2026-08-03T01:02:03Z {"a":1}\n',
    '{"a":1}{"b":2}\n\n{"a":"x',
    '[pod/a/b] {"a":1}\n{"a":1}{"b":2',
    '2026-08-03T01:02:03Z stdout F {"a":1}\n',
  ])('is false for %j', (head) => {
    expect(isDocumentStream(head)).toBe(false);
  });
});
