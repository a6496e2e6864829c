// The tables of docs/runtimes.md, from the data in profiles/runtimes/.

/**
 * @typedef {import('../src/model/runtime-measurement.ts').RuntimeMeasurement} RuntimeMeasurement
 * @typedef {import('../src/model/runtime-base.ts').RuntimeBase} RuntimeBase
 * @typedef {import('../src/model/runtime-base.ts').RuntimeBaseEntry} RuntimeBaseEntry
 * @typedef {RuntimeBaseEntry['start']} Calls
 */

/**
 * A Markdown text with what stands between `<!-- NAME -->` and `<!-- /NAME -->` replaced, for each name.
 * @param {string} page @param {ReadonlyMap<string, string>} tables
 */
export function withTables(page, tables) {
  let text = page;
  for (const [name, table] of tables) {
    const place = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!place.test(text)) throw new Error(`the page has no place for ${name}`);
    text = text.replace(place, (_, before, after) => `${before}${table}${after}`);
  }
  return text;
}

/** What was measured, how and how often. @param {readonly RuntimeMeasurement[]} measurements */
export function measuredTable(measurements) {
  const rows = measurements.map(({ runtime, version, build, provenance, observed, deprived }) => [
    `${runtime} ${version}`,
    build,
    provenance.measured,
    provenance.method,
    String(observed.reduce((sum, { runs }) => sum + runs, 0)),
    answersOf(deprived) || 'watched only',
  ]);
  return table(['version', 'build', 'measured', 'method', 'runs watched', 'calls left out, answer'], rows);
}

/** @param {RuntimeMeasurement['deprived']} deprived */
function answersOf(deprived) {
  const answers = [...new Set(deprived.map(({ answer }) => answer))];
  const tries = deprived[0]?.tries;
  return tries === undefined ? '' : `${answers.join(', ')}: ${tries} tries each`;
}

/**
 * What a runtime needs, by family of versions and no_new_privs.
 * @param {RuntimeBase} base @param {(ranges: RuntimeBaseEntry['ranges']) => string} rangeWords
 */
export function needsTable(base, rangeWords) {
  const errnoEntries = base.entries.filter(({ defaultAction }) => defaultAction === 'errno');
  const rows = errnoEntries.map((entry) => {
    const kill = base.entries.find(
      (other) =>
        other.defaultAction === 'kill' &&
        other.noNewPrivileges === entry.noNewPrivileges &&
        other.versions === entry.versions,
    );
    const started = allowedBy(entry.start);
    const all = new Set([...started, ...allowedBy(entry.exec)]);
    const killed = kill === undefined ? [] : [...allowedBy(kill.start), ...allowedBy(kill.exec)];
    return [
      rangeWords(entry.ranges),
      entry.noNewPrivileges ? 'set' : 'not set',
      list(entry.start.required),
      list(entry.start.margin),
      list(allowedBy(entry.exec).filter((name) => !started.includes(name))),
      list([...new Set(killed)].filter((name) => !all.has(name))),
    ];
  });
  const heads = ['versions', 'no_new_privs', 'to start', 'in some runs', 'for exec, too', '`--mode kill`, too'];
  return table(heads, rows);
}

/**
 * What `--runtime any` allows and who asks for it.
 * @param {readonly RuntimeBase[]} bases
 */
export function anyTable(bases) {
  /** @type {Map<string, { when: Set<boolean>, who: Map<string, Set<string>> }>} */
  const found = new Map();
  for (const { runtime, entries } of bases) {
    for (const entry of entries.filter(({ defaultAction }) => defaultAction === 'errno')) {
      for (const phase of /** @type {const} */ (['start', 'exec'])) {
        for (const need of /** @type {const} */ (['required', 'margin'])) {
          for (const name of entry[phase][need]) {
            const one = found.get(name) ?? { when: new Set(), who: new Map() };
            found.set(name, one);
            one.when.add(entry.noNewPrivileges);
            const who = `${runtime} ${phase}${need === 'margin' ? ', in some runs' : ''}`;
            const versions = one.who.get(who) ?? new Set();
            one.who.set(who, versions);
            for (const version of entry.versions) versions.add(version);
          }
        }
      }
    }
  }
  const rows = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { when, who }]) => [
      name,
      when.has(true) ? 'always' : 'not set',
      [...who].map(([phase, versions]) => `${phase} (${[...versions].join(', ')})`).join('; '),
    ]);
  return table(['syscall', 'no_new_privs', 'who needs it (versions measured)'], rows);
}

/** @param {Calls} calls */
function allowedBy({ required, margin }) {
  return [...required, ...margin].sort();
}

/** @param {readonly string[]} names */
function list(names) {
  return names.length === 0 ? '–' : [...names].sort().join(' ');
}

/** @param {readonly string[]} heads @param {readonly (readonly string[])[]} rows */
function table(heads, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |\n`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('');
}
