import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { membersOf, riskClasses } from '../../src/kernel/syscall-risk.ts';
import { syscallNames } from '../../src/kernel/syscalls.ts';
import type { DefaultProfile } from '../../src/model/default-profile.ts';
import type { ExplainVerdict } from '../../src/model/verdict.ts';
import { explainText } from '../../src/report/explain-text.ts';
import { riskClassText } from '../../src/report/risk-class-text.ts';
import { joined, stanceWords } from '../../src/report/risk-words.ts';
import { syscallText } from '../../src/report/syscall-text.ts';
import { describeSyscall } from '../../src/review/describe-syscall.ts';
import { explainedRule } from '../../src/review/explained-rule.ts';
import { root } from '../kernel/source-data.ts';

const defaults = ['docker', 'containerd', 'podman', 'cri-o'].map(
  (name) => JSON.parse(readFileSync(`${root}/profiles/defaults/${name}.json`, 'utf8')) as DefaultProfile,
);
const names = syscallNames('x86_64');
const classes = [...riskClasses.values()].map(
  ({ key, ...told }) => ({ kind: 'risk-class', name: key, ...told, members: membersOf(key) }) as const,
);
const profile: ExplainVerdict = {
  kind: 'explain',
  name: 'all',
  source: 'all.seccomp.json',
  recorded: false,
  defaultAction: 'SCMP_ACT_ERRNO 38',
  rules: names.map((syscall) =>
    explainedRule({ syscall, action: 'allow', reasons: [], isThrough: true }, defaults, { abi: 'x86_64' }),
  ),
  missing: [],
  gaps: [],
};

type Shown = (context: { color: boolean; width: number; verbose: boolean }) => string;
const texts: readonly (readonly [string, Shown])[] = [
  ['a syscall', (context) => names.map((name) => syscallText(describeSyscall(name, defaults, []), context)).join('')],
  ['a class', (context) => classes.map((one) => riskClassText(one, context)).join('')],
  ['a profile', (context) => explainText(profile, context)],
];

describe.each(texts)('the text of %s', (_, shown) => {
  it.each([40, 80, 200])('fits %d columns, save for a word that is longer', (width) => {
    for (const verbose of [false, true]) {
      const long = shown({ color: false, width, verbose })
        .split('\n')
        .filter((line) => line.length > width && line.trim().includes(' '));
      // A label stands before a word of its own.
      expect(long.filter((line) => !/^ {2}[A-Za-z ]{1,12} \S+$/.test(line))).toEqual([]);
    }
  });

  it('is the same with colour', () => {
    const plain = shown({ color: false, width: 80, verbose: false });
    const coloured = shown({ color: true, width: 80, verbose: false });
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
});

describe('the text of a profile', () => {
  it('tells the risky rules first', () => {
    const text = explainText(profile, { color: false, width: 80, verbose: false });
    const order = [...text.matchAll(/^([a-z_0-9]+) {2}/gm)].map(([, name]) => name);
    const risky = profile.rules.filter((rule) => rule.risky).map(({ syscall }) => syscall);
    expect(order.slice(0, risky.length)).toEqual(risky);
    expect(order.length).toBe(names.length);
    expect(text).toContain(`\n${risky.length} risky (!), told first`);
  });

  it('says so where there is nothing risky, and where there are no rules', () => {
    const plain = { ...profile, rules: profile.rules.filter(({ syscall }) => syscall === 'read') };
    const context = { color: false, width: 80, verbose: false };
    expect(explainText(plain, context)).toContain(
      'all.seccomp.json: 1 rule\neverything else: SCMP_ACT_ERRNO 38\nnone risky\n',
    );
    expect(explainText({ ...profile, rules: [] }, context)).toBe(
      'all.seccomp.json: no rules\neverything else: SCMP_ACT_ERRNO 38\n',
    );
  });
});

describe('stanceWords', () => {
  const stances = (...allows: ('yes' | 'conditional' | 'no')[]) =>
    allows.map((one, index) => ({ title: `E${index}`, allows: one }));

  it('tells who allows a call, and who not', () => {
    const of = (...allows: Parameters<typeof stances>) => stanceWords(stances(...allows), (title) => `<${title}>`);
    expect(of('yes', 'yes')).toEqual(['every default profile allows it']);
    expect(of('no', 'no')).toEqual(['no default profile allows it']);
    expect(of('conditional', 'conditional')).toEqual(['allowed for some arguments by <E0> and <E1>']);
    expect(of('no', 'yes', 'no')).toEqual(['allowed by <E1>', 'not allowed by <E0> and <E2>']);
    expect(of()).toEqual([]);
  });

  it('tells only what is worth saying', () => {
    const of = (...allows: Parameters<typeof stances>) =>
      stanceWords(stances(...allows), (title) => title, ['no', 'conditional']);
    expect(of('yes', 'yes')).toEqual([]);
    expect(of('yes', 'no')).toEqual(['not allowed by E1']);
    expect(of('no', 'no')).toEqual(['no default profile allows it']);
    expect(of('no', 'conditional', 'no')).toEqual(['not allowed by E0 and E2', 'allowed for some arguments by E1']);
    expect(of()).toEqual([]);
    expect(joined(['a', 'b', 'c'])).toBe('a, b and c');
  });
});
