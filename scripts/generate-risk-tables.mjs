// Writes src/kernel/risk.generated.ts and docs/risk.md from scripts/risk-facts.mjs and the source data.
// Usage: node scripts/generate-risk-tables.mjs [--check] [--data DIR]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runGenerator } from './generated-file.mjs';
import {
  argumentElsewhere,
  classes,
  confirmedCves,
  exactNeeds,
  furtherCves,
  memberships as unordered,
} from './risk-facts.mjs';
import { riskPage } from './risk-page.mjs';

/**
 * @typedef {{ cve: string, syscalls: string[], args: string | null, nickname: string | null, what: string, needs: string | null, source: string }} CveRow
 * @typedef {{ cve: string[], file: string, syscall_to_disable: string | null, capabilities: string | null, userns: string | null, component: string | null, cause: string | null }} KernelctfRow
 * @typedef {{ cap: string, syscalls: string[], condition: string, strength: string, source: string }} CapabilityRow
 * @typedef {{ id: string, nickname: string, what: string, args: string, needs: string, titleOnly: boolean, reference: string, syscalls: readonly string[] }} Cve
 * @typedef {{ capability: string, needed: 'always' | 'sometimes', when: string, reference: string, syscalls: readonly string[] }} Need
 */

// In the order of the classes, in which src/kernel/syscall-risk.ts and the page tell them.
const memberships = classes.flatMap(({ key }) => unordered.filter(({ riskClass }) => riskClass === key));

const kernelctf = 'google/security-research pocs/linux/kernelctf vulnerability.md';

/**
 * What may be told of the vulnerabilities: rows that were not confirmed in full are left out, save those with something
 * confirmed to tell instead; then records of kernelCTF that name one syscall.
 * @param {readonly CveRow[]} rows
 * @param {readonly KernelctfRow[]} records
 * @param {ReadonlySet<string>} known
 */
function knownCves(rows, records, known) {
  /** @type {Map<string, Cve>} */
  const cves = new Map();
  for (const row of [...rows, ...furtherCves]) {
    const unsure = JSON.stringify(row).includes('from memory');
    const confirmed = confirmedCves.get(row.cve);
    if (unsure && confirmed === undefined) continue;
    const { cve: id, syscalls, args, nickname, what, needs, source } = { ...row, ...confirmed };
    const titleOnly = source.endsWith(' (entry title only)');
    cves.set(id, {
      id,
      nickname: nickname ?? '',
      what: spelled(what),
      args: args ?? '',
      needs: needs === null || ['none', 'none stated', 'see source'].includes(needs) ? '' : spelled(needs),
      titleOnly,
      reference: source.replace(' (entry title only)', '').replace(/ \([^()]*from memory[^()]*\)/, ''),
      syscalls,
    });
  }
  /** @param {string | null} text */
  const plain = (text) => (text ?? '').replaceAll('`', '');
  for (const { cve, syscall_to_disable: named, capabilities, userns, component, cause } of records) {
    const syscall = plain(named);
    const [id = ''] = cve;
    if (cves.has(id) || !known.has(syscall)) continue;
    // Some records have the next heading there.
    const capability = /^CAP_[A-Z_]+$/.test(plain(capabilities)) ? plain(capabilities) : '';
    const needs = capability !== '' && userns === 'Yes' ? `${capability} in a user namespace` : capability;
    const what = [plain(component), plain(cause).toLowerCase()].filter((text) => text !== '').join(': ');
    cves.set(id, {
      id,
      nickname: '',
      what,
      args: '',
      needs,
      titleOnly: false,
      reference: kernelctf,
      syscalls: [syscall],
    });
  }
  return [...cves.values()].sort((a, b) => cveOrder(a.id) - cveOrder(b.id));
}

/** Without the abbreviations of the source data. @param {string} text */
function spelled(text) {
  return text
    .replaceAll('UAF', 'use-after-free')
    .replaceAll('OOB', 'out-of-bounds')
    .replaceAll(/\bns\b/g, 'namespace')
    .replace('user+net', 'user and network')
    .replace(' -> ', ', so a ');
}

/** By year and number. @param {string} id */
function cveOrder(id) {
  const [, year = '', number = ''] = id.split('-');
  return Number(year) * 1e7 + Number(number);
}

/**
 * Which capability a call needs, and whether it does whatever it is asked.
 * @param {readonly CapabilityRow[]} rows
 */
function needs(rows) {
  /** @type {Need[]} */
  const list = [];
  for (const { cap, syscalls, condition, strength, source } of rows) {
    // Without what is beside the point here: how a recorder sees it, what the capability is good for besides, other calls.
    const [told = ''] = condition
      .replaceAll('|', ', ')
      .replace('any setgroups; ', '')
      .split(/; cannot be seen|; also |\. NOT needed/);
    // A use that all of these calls have in common, or any use.
    const common = strength === 'certain' && /^any(?: success|$)/.test(told) ? '' : told;
    const reference = source
      .replace(' + docker profile', ', moby/profiles seccomp/default_linux.go')
      .replace(/ \+ sources named$| \(man page comment\)$/, '');
    const capability = `CAP_${cap}`;
    const uses = syscalls.map((name) => ({ name, when: exactNeeds.get(`${capability} ${name}`) ?? common }));
    for (const when of new Set(uses.map((use) => use.when))) {
      const names = uses.filter((use) => use.when === when).map(({ name }) => name);
      list.push({ capability, needed: when === '' ? 'always' : 'sometimes', when, reference, syscalls: names });
    }
  }
  return list;
}

/** A line of a table. @param {readonly (string | number | boolean)[]} cells */
function line(cells) {
  const texts = cells.map(String);
  const wrong = texts.find((text) => /[|\n`\\$]/.test(text));
  if (wrong !== undefined) throw new Error(`cannot stand in a table: ${wrong}`);
  return texts.join('|');
}

/** @param {string} data */
function generate(data) {
  /** @param {string} name */
  const read = (name) => JSON.parse(readFileSync(join(data, name), 'utf8'));
  const known = new Set(
    readFileSync(join(data, 'libseccomp-syscalls.csv'), 'utf8')
      .split('\n')
      .slice(1)
      .map((row) => row.split(',')[0] ?? '')
      .filter((name) => name !== ''),
  );
  const cves = knownCves(read('risk/cve-syscalls.json').cves, read('risk/kernelctf-cve-syscalls.json'), known);
  const capabilities = needs(read('caps/capability-rules.json').rules);
  check(known, cves, capabilities);
  const tables = {
    riskClassTable: classes.map(({ key, title, rule, reference }) => line([key, title, rule, reference])),
    riskMemberTable: memberships.map(({ riskClass, syscalls, why, reference }) =>
      line([riskClass, why, reference, syscalls.join(' ')]),
    ),
    riskyValueTable: memberships.flatMap(({ riskClass, syscalls, values = [] }) =>
      values.flatMap(({ index, constant, number, match, why, reference }) =>
        syscalls.map((name) => line([riskClass, name, index, match, number, constant, why, reference])),
      ),
    ),
    argumentElsewhereTable: argumentElsewhere.map(({ syscall, abi, index }) => line([syscall, abi, index])),
    capabilityTable: capabilities.map(({ capability, needed, when, reference, syscalls }) =>
      line([capability, needed, when, reference, syscalls.join(' ')]),
    ),
    cveTable: cves.map(({ id, nickname, what, args, needs: need, titleOnly, reference, syscalls }) =>
      line([id, nickname, what, args, need, titleOnly ? 'title' : 'read', reference, syscalls.join(' ')]),
    ),
  };
  const texts = Object.entries(tables).map(
    ([name, lines]) => `/** ${headings.get(name)} */\nexport const ${name} = \`\n${lines.join('\n')}\n\`;\n`,
  );
  const module = `// Generated by \`node scripts/generate-risk-tables.mjs\`; do not edit.
//
// Sources
// - classes, members, arguments: scripts/risk-facts.mjs, each line with its reference
// - capabilities: capabilities(7) of man-pages ae6b2218, and the gates of moby/profiles v0.2.3
// - vulnerabilities: the records and pages that the lines name; google/security-research 51f6c632 (Apache-2.0)

${texts.join('\n')}`;
  return new Map([
    ['src/kernel/risk.generated.ts', module],
    ['docs/risk.md', riskPage({ classes, memberships, capabilities, cves })],
  ]);
}

const headings = new Map([
  ['riskClassTable', 'class|title|what makes a member|reference'],
  ['riskMemberTable', 'class|why|reference|syscalls'],
  ['riskyValueTable', 'class|syscall|argument|value or bits|number|constant|why|reference'],
  ['argumentElsewhereTable', 'syscall|ABI|argument'],
  ['capabilityTable', 'capability|always or sometimes|when|reference|syscalls'],
  ['cveTable', 'id|nickname|what|arguments|needs besides|read, or its title only|reference|syscalls'],
]);

/**
 * Everything named is there, and the rule of the class for what has a record of vulnerabilities is kept.
 * @param {ReadonlySet<string>} known
 * @param {readonly Cve[]} cves
 * @param {readonly Need[]} capabilities
 */
function check(known, cves, capabilities) {
  const named = [...memberships, ...cves, ...capabilities].flatMap(({ syscalls }) => syscalls);
  const unknown = named.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`no such syscall: ${unknown.join(', ')}`);
  const told = new Set(
    capabilities.flatMap(({ capability, syscalls }) => syscalls.map((name) => `${capability} ${name}`)),
  );
  const idle = [...exactNeeds.keys()].filter((key) => !told.has(key));
  if (idle.length > 0) throw new Error(`told exactly, but not by the source data: ${idle.join(', ')}`);
  const keys = new Set(classes.map(({ key }) => key));
  const empty = classes.filter(({ key }) => !memberships.some(({ riskClass }) => riskClass === key));
  if (empty.length > 0) throw new Error(`classes without members: ${empty.map(({ key }) => key).join(', ')}`);
  const classless = unordered.filter(({ riskClass }) => !keys.has(riskClass));
  if (classless.length > 0) throw new Error(`no such class: ${classless.map(({ riskClass }) => riskClass).join(', ')}`);
  const exploited = new Set(cves.flatMap(({ syscalls }) => syscalls));
  const without = memberships
    .filter(({ riskClass }) => riskClass === 'attack-surface')
    .flatMap(({ syscalls }) => syscalls)
    .filter((name) => !exploited.has(name));
  if (without.length > 0) throw new Error(`in attack-surface without a vulnerability: ${without.join(', ')}`);
}

runGenerator(generate);
