import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AuditDuplicates } from '../../src/parsers/audit-duplicates.ts';
import type { AuditRecord } from '../../src/parsers/audit-record.ts';

function record(fields: string): AuditRecord {
  return {
    comm: 'a',
    exe: '/a',
    call: { kind: 'call', abi: 'x86_64', syscall: 'read' },
    action: { name: 'LOG', fate: 'passed' },
    fields,
  };
}

/** A record: which event it is of, and whether its number is told. */
const told = fc.record({ event: fc.nat(400), isNumbered: fc.boolean() });

it('counts an event once, where numbers are told as where a pair of records tells of it', () => {
  fc.assert(
    fc.property(fc.array(told, { maxLength: 300 }), (records) => {
      const duplicates = new AuditDuplicates();
      const once = records.filter(
        ({ event, isNumbered }) =>
          !duplicates.isDuplicate(
            record(`f${event % 5}`),
            isNumbered ? { node: '', time: '1.000', serial: event } : undefined,
          ),
      ).length;
      // Of events with the same fields: as many as the larger of what was told with numbers (each once) and without.
      let expected = 0;
      for (let fields = 0; fields < 5; fields++) {
        const same = records.filter(({ event }) => event % 5 === fields);
        const numbered = new Set(same.filter(({ isNumbered }) => isNumbered).map(({ event }) => event)).size;
        expected += Math.max(numbered, same.filter(({ isNumbered }) => !isNumbered).length);
      }
      expect(once).toBe(expected);
    }),
  );
});

it('tells events of two starts of a machine apart, and of two machines', () => {
  const duplicates = new AuditDuplicates();
  const seen = [
    { node: '', time: '1.000', serial: 7 },
    { node: '', time: '2.000', serial: 7 },
    { node: 'b', time: '2.000', serial: 7 },
    { node: '', time: '2.000', serial: 7 },
  ].map((stamp) => duplicates.isDuplicate(record('f'), stamp));
  expect(seen).toEqual([false, false, false, true]);
});

it('remembers many', () => {
  const duplicates = new AuditDuplicates();
  const stamp = (serial: number) => ({ node: '', time: '1.000', serial });
  for (let serial = 0; serial < 50_000; serial++) duplicates.isDuplicate(record(`pid=${serial}`), stamp(serial));
  const again = Array.from({ length: 50_000 }, (_, serial) =>
    duplicates.isDuplicate(record(`pid=${serial}`), stamp(serial)),
  );
  expect(again.filter((one) => !one)).toEqual([]);
});
