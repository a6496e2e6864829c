import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AuditSerials } from '../../src/parsers/audit-serials.ts';

/** A number that was logged, and how much later than in order. */
const logged = fc.record({ isLogged: fc.boolean(), delay: fc.nat(3) });

it('counts the numbers that were passed over, whatever order the others come in', () => {
  fc.assert(
    fc.property(fc.array(logged, { maxLength: 200 }), fc.nat(2), (numbers, again) => {
      const events = [{ isLogged: true, delay: 0 }, ...numbers, { isLogged: true, delay: 3 }].flatMap(
        ({ isLogged, delay }, at) => (isLogged ? [{ serial: at + 1, place: at + delay }] : []),
      );
      const order = [...events].sort((a, b) => a.place - b.place || b.serial - a.serial);
      const serials = new AuditSerials();
      for (const { serial } of order) {
        // A record of the same event, or the same record again, is no news. The clock has not the finest steps.
        for (let times = 0; times <= again; times++) {
          serials.see({ node: '', time: `1.${String(Math.floor(serial / 8)).padStart(3, '0')}`, serial });
        }
      }
      expect(serials.missing).toBe(numbers.length + 2 - events.length);
    }),
  );
});

it('begins anew with the machine, and keeps machines apart', () => {
  const serials = new AuditSerials();
  const see = (node: string, time: number, serial: number) => serials.see({ node, time: time.toFixed(3), serial });
  expect([see('', 1, 100), see('', 1, 103), see('b', 2, 7), see('', 900, 4), see('', 901, 5)]).toEqual([
    false,
    true,
    false,
    false,
    false,
  ]);
  expect(serials.missing).toBe(2);
});

it('stays small when everything is missing', () => {
  const serials = new AuditSerials();
  for (let serial = 1; serial < 100_000; serial += 2) serials.see({ node: '', time: '1.000', serial });
  expect(serials.missing).toBe(49_999);
});
