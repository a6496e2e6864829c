import { beforeAll, describe, expect, it } from 'vitest';
import { runc } from '../../src/enforce/runtime.ts';
import { rulesBroken } from '../review/lint/lint-text.ts';
import { crunHere } from './crun-here.ts';
import { canMake } from './i386-entry.ts';
import { lintCases, type Outcome } from './lint-cases.ts';
import { outcome, outcomeHere } from './lint-outcome.ts';
import { requireMachine } from './machine.ts';
import { buildRegisterProbe } from './register-probe.ts';

// What a rule says of runtimes, seen; and that it is silent about a profile that does what it says.
let probe: ReturnType<typeof buildRegisterProbe>;

beforeAll(() => {
  requireMachine(['crun', 'gcc', 'unshare']);
  probe = buildRegisterProbe();
});

describe.each(Object.entries(lintCases))('%s', (rule, { bad, clean, calls, badDoes, cleanDoes, wish, timeoutMs }) => {
  it('is found in the one, and nothing in the other', () => {
    expect(rulesBroken(bad, wish)).toContain(rule);
    expect(rulesBroken(clean, wish)).toEqual([]);
  });

  const made = calls.filter(canMake);
  it.skipIf(made.length === 0).each([
    ['runc', runc],
    ['crun', crunHere],
  ] as const)('is what %s does', async (name, runtime) => {
    const does = async (text: string): Promise<string> => outcome(await probe(runtime, text, made, timeoutMs));
    const told = (words: Outcome): string => outcomeHere(typeof words === 'string' ? words : words[name], calls);
    expect(await does(bad)).toBe(told(badDoes));
    expect(await does(clean)).toBe(told(cleanDoes));
  });
});
