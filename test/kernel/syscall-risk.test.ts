import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { capabilities } from '../../src/kernel/capabilities.ts';
import { knownCves, membersOf, neededCapabilities, riskClasses, riskFacts } from '../../src/kernel/syscall-risk.ts';
import { isKnownSyscall, syscallNames } from '../../src/kernel/syscalls.ts';
import { abis } from '../../src/model/abi.ts';
import { problemKinds } from '../../src/model/problem-kinds.ts';
import { hasData, readData, readDefines, root } from './source-data.ts';

const names = [...new Set(abis.flatMap((abi) => syscallNames(abi)))].sort();
const page = readFileSync(`${root}/docs/risk.md`, 'utf8');

describe('the risk tables', () => {
  it('name syscalls that are there, and say of each why and where that can be read', () => {
    for (const key of riskClasses.keys()) {
      const members = membersOf(key);
      expect(members.length).toBeGreaterThan(0);
      for (const { syscall, fact } of members) {
        expect(isKnownSyscall(syscall)).toBe(true);
        expect(fact.why).toMatch(/^[a-z].*[^.]$/);
        expect(fact.reference).not.toBe('');
        for (const value of fact.values ?? []) expect([value.why, value.reference]).not.toContain('');
      }
    }
  });

  it('have classes that say what makes a member, in sentences', () => {
    for (const { key, title, rule, reference } of riskClasses.values()) {
      expect(key).toMatch(/^[a-z][a-z-]+$/);
      expect(title).toMatch(/^[a-z].*[^.]$/);
      expect(rule).toMatch(/^[A-Z].*\.$/);
      expect(reference).not.toBe('');
      // Explained by name, as syscalls and problems are.
      expect([isKnownSyscall(key), Object.hasOwn(problemKinds, key)]).toEqual([false, false]);
    }
  });

  it('name capabilities that there are, with the uses that need them where not all do', () => {
    const told = names.flatMap((name) => neededCapabilities(name));
    expect(told.length).toBeGreaterThan(100);
    for (const { capability, needed, when, reference } of told) {
      expect(capabilities as readonly string[]).toContain(capability);
      expect(when === undefined).toBe(needed === 'always');
      expect(reference).toMatch(/^capabilities\(7\)/);
    }
    expect(neededCapabilities('open_tree')).toMatchObject([{ needed: 'sometimes', when: 'OPEN_TREE_CLONE' }]);
    expect(neededCapabilities('mount')).toMatchObject([{ capability: 'CAP_SYS_ADMIN', needed: 'always' }]);
    expect(neededCapabilities('read')).toEqual([]);
  });

  it('tell nothing of a vulnerability that was not read', () => {
    const cves = names.flatMap((name) => knownCves(name));
    expect(new Set(cves.map(({ id }) => id)).size).toBeGreaterThan(50);
    for (const { id, what, reference } of cves) {
      expect(id).toMatch(/^CVE-[0-9]{4}-[0-9]{4,7}$/);
      expect([what, reference]).not.toContain('');
      expect(JSON.stringify([what, reference])).not.toMatch(/memory\)|entry title/);
    }
    expect(cves.map(({ id }) => id)).not.toContain('CVE-2021-33909');
    expect(knownCves('unshare').map(({ id }) => id)).not.toContain('CVE-2022-0492');
  });

  it('give what has a record of vulnerabilities at least one of them', () => {
    const without = membersOf('attack-surface').filter(({ syscall }) => knownCves(syscall).length === 0);
    expect(without).toEqual([]);
  });

  it('are all on the page', () => {
    for (const { key, title } of riskClasses.values()) expect(page).toContain(`\n### ${key}: ${title}\n`);
    for (const name of names) {
      for (const { why, values } of riskFacts(name))
        for (const text of values?.map((value) => value.why) ?? [why]) expect(page).toContain(` | ${text} | `);
      for (const { id } of knownCves(name)) expect(page).toContain(id);
    }
  });

  it('have the flags of clone where an ABI has them', () => {
    const index = (abi: 'x86_64' | 's390x') => riskFacts('clone', abi)[0]?.values?.map((value) => value.index);
    expect(new Set(index('x86_64'))).toEqual(new Set([0]));
    expect(new Set(index('s390x'))).toEqual(new Set([1]));
  });

  it.skipIf(!hasData)(
    "hold every call that Docker's documentation told a reason for, unless Docker allows it now",
    () => {
      const told = readData<{ syscall: string; docker_default_now: string }[]>('risk/docker-blocked-reasons.json');
      const blocked = told.filter(({ docker_default_now }) => docker_default_now === 'blocked');
      expect(blocked.length).toBeGreaterThan(30);
      expect(blocked.filter(({ syscall }) => riskFacts(syscall).length === 0)).toEqual([]);
    },
  );

  it.skipIf(!hasData)('tell no vulnerability that the source data calls unconfirmed as it stands there', () => {
    const { cves } = readData<{ cves: { cve: string; syscalls: string[] }[] }>('risk/cve-syscalls.json');
    const unsure = cves.filter((row) => JSON.stringify(row).includes('from memory'));
    expect(unsure.length).toBeGreaterThan(0);
    const told = names.flatMap((name) => knownCves(name).map(({ id }) => id));
    const kept = unsure.map(({ cve }) => cve).filter((id) => told.includes(id));
    expect(kept.sort()).toEqual(['CVE-2022-0492', 'CVE-2023-0386']);
  });
});

const headers = '/usr/include';
const defines = readDefines(
  `${headers}/linux/sched.h`,
  `${headers}/x86_64-linux-gnu/bits/socket.h`,
  `${headers}/x86_64-linux-gnu/sys/personality.h`,
);

describe.skipIf(defines === undefined)('the values', () => {
  it('are those of the headers', () => {
    const families = new Map(
      [...(defines ?? [])]
        .filter(([name]) => name.startsWith('PF_'))
        .map(([name, value]) => [`AF_${name.slice(3)}`, value]),
    );
    const enumerated = readFileSync(`${headers}/x86_64-linux-gnu/sys/personality.h`, 'utf8');
    for (const syscall of ['clone', 'personality', 'socket']) {
      for (const { constant, value } of riskFacts(syscall).flatMap(({ values = [] }) => values)) {
        const personality = new RegExp(`\\b${constant} = (0x[0-9a-f]+)`, 'i').exec(enumerated)?.[1];
        expect([constant, Number(personality ?? families.get(constant) ?? defines?.get(constant))]).toEqual([
          constant,
          value,
        ]);
      }
    }
  });
});
