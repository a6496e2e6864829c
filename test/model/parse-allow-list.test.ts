import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllowList } from '../../src/model/parse-allow-list.ts';

const entry = { syscall: 'ptrace', owner: 'ada', reason: 'crash reporter', expires: '2027-01-31' };

function read(accepted: unknown, version: unknown = 1) {
  return parseAllowList(JSON.stringify({ version, accepted }, null, 1), 'list.json');
}

function complaints(text: string): string[] {
  const { entries, problems } = parseAllowList(text, 'list.json');
  expect(entries).toEqual([]);
  return problems.map(({ kind, source, line, what }) => {
    expect([kind, source]).toEqual(['allow-list-invalid', 'list.json']);
    return `${line}: ${what}`;
  });
}

describe('an allow-list', () => {
  it('is read with the lines of its entries', () => {
    const second = { ...entry, syscall: 'bpf', profile: 'profiles/*.json' };
    expect(read([entry, second])).toEqual({
      entries: [
        { ...entry, line: 4 },
        { ...second, line: 10 },
      ],
      problems: [],
    });
    expect(read([]).entries).toEqual([]);
  });

  it('may begin with a byte order mark', () => {
    expect(parseAllowList('\uFEFF{"version": 1, "accepted": []}', 'x').problems).toEqual([]);
  });

  it.each([
    ['', ['1: empty']],
    ['{\n"version": 1,,', ['2: not JSON']],
    ['[]', ['1: not an object with `version` and `accepted`']],
    ['{"accepted": []}', ['1: no `version`']],
    ['{"version": 2,\n"accepted": []}', ['1: version is not 1']],
    ['{"version": 1}', ['1: no list `accepted`']],
    ['{"version": 1,\n"accepted": {}}', ['2: no list `accepted`']],
    ['{"version": 1, "accepted": [],\n"x": 1}', ['2: x is no key of it']],
    ['{"version": 1, "accepted": [\n3]}', ['2: accepted[0] is not an object']],
  ])('%j is none', (text, expected) => {
    expect(complaints(text)).toEqual(expected);
  });

  it('tells everything that is wrong at once, each with its line', () => {
    const text = `{"version": 1, "accepted": [
{"syscall": "ptrace", "owner": " ", "reason": "x",
 "expires": "2027-02-30"},
{"syscall": "Bad Name", "owner": "ada", "expires": "2027-01-31", "reason": "x"},
{"syscall": "bpf", "owner": "ada", "reason": "x", "expire": "2027-01-31", "owner": "eve"}]}`;
    expect(complaints(text)).toEqual([
      '2: accepted[0].owner is not who answers for it',
      '3: accepted[0].expires is not a day such as 2027-01-31',
      '4: accepted[1].syscall is not the name of a syscall',
      '5: accepted[2].expire is no key of it',
      '5: accepted[2].owner is there twice',
      '5: accepted[2] has no expires',
    ]);
  });

  it('has days of the calendar only', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const expires = date.toISOString().slice(0, 10);
          expect(read([{ ...entry, expires }]).entries[0]?.expires).toBe(expires);
        },
      ),
    );
    for (const expires of [
      '2027-1-31',
      '2027-13-01',
      '2027-04-31',
      '2027-01-31T00:00',
      '',
      '31.1.2027',
      20270131,
      null,
    ]) {
      expect(read([{ ...entry, expires }]).problems).toHaveLength(1);
    }
    expect(read([{ ...entry, expires: '2028-02-29' }]).problems).toEqual([]);
  });

  it('is never read by halves, whatever it holds', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { entries, problems } = parseAllowList(text, 'x');
        expect(entries).toEqual([]);
        expect(problems.length).toBeGreaterThan(0);
      }),
    );
  });
});
