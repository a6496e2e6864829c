// Writes what the parser makes of fixtures/traces/tracee/*/*.ndjson: NAME.expected.json beside each.
// `npm run build` first; read the differences before they are committed.
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = process.env.SECCINCH_DIST ?? join(project, 'dist');
const { openInputs } = await import(join(dist, 'io/input.js'));
const { parseInput } = await import(join(dist, 'parsers/parse-input.js'));
const { RecordingBuilder } = await import(join(dist, 'model/recording-builder.js'));

const root = join(project, 'fixtures/traces/tracee');
for (const version of readdirSync(root)) {
  if (!statSync(join(root, version)).isDirectory()) continue;
  for (const file of readdirSync(join(root, version))) {
    if (!file.endsWith('.ndjson')) continue;
    const path = join(root, version, file);
    const name = basename(file, '.ndjson');
    const asked = askedOf(version, name);
    const opened = await openInputs(path);
    if (!opened.ok) throw new Error(`${path}: ${opened.problem.kind}`);
    const builder = new RecordingBuilder();
    for (const input of opened.value)
      await parseInput(input, builder, {
        subject: { kind: 'command', name },
        by: asked.by,
        abi: asked.abi ?? 'x86_64',
        abiIsAssumed: asked.abi === undefined,
      });
    /** @type {{ source: string }[]} */
    const found = builder.problems();
    const problems = found.map(({ source, ...problem }) => ({ ...problem, source: basename(source) }));
    const records = Object.fromEntries([...builder.recordCounts()].sort(([one], [other]) => (one < other ? -1 : 1)));
    const value = { asked, recordings: builder.recordings(), records, problems };
    writeFileSync(join(root, version, `${name}.expected.json`), expectation(value));
  }
}

/**
 * What a user would ask for: v1beta1 shares its numbers between architectures, and 0.8.1 does not name the call beside its
 * number, so there the ABI is named; pods and replicas are only told apart when asked.
 * @param {string} version @param {string} name
 * @returns {{ by: string, abi?: string }}
 */
function askedOf(version, name) {
  const by = { 'handmade-replicas': 'workload', 'handmade-statefulset': 'pod' }[name] ?? 'image';
  const isAsked = version === 'v1beta1' || (version === '0.8.1' && name.endsWith('-enters'));
  return isAsked ? { by, abi: 'x86_64' } : { by };
}

/**
 * One call a line: a difference shows what changed.
 * @param {unknown} value
 */
function expectation(value) {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/\{\s*("(?:name|errno|event|how|format|kind)": [^{}[\]]*?)\s*\}/g, (_, inner) => `{ ${inner.replace(/\s*\n\s*/g, ' ')} }`)}\n`;
}
