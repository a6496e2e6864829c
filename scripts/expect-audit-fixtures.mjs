// Writes what the parser makes of fixtures/traces/audit/*/*.log, by program: NAME.expected.json beside each.
// `npm run build` first; read the differences before they are committed.
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = process.env.SECCINCH_DIST ?? join(project, 'dist');
const { openInputs } = await import(join(dist, 'io/input.js'));
const { parseInput } = await import(join(dist, 'parsers/parse-input.js'));
const { RecordingBuilder } = await import(join(dist, 'model/recording-builder.js'));

const root = join(project, 'fixtures/traces/audit');
for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.log')) continue;
  const opened = await openInputs(join(root, file));
  if (!opened.ok) throw new Error(`${file}: ${opened.problem.kind}`);
  const builder = new RecordingBuilder();
  const subject = { kind: 'command', name: 'test' };
  for (const input of opened.value) await parseInput(input, builder, { subject, by: 'process', abi: 'x86_64' });
  /** @type {{ source: string }[]} */
  const found = builder.problems();
  const problems = found.map(({ source, ...problem }) => ({ ...problem, source: basename(source) }));
  const records = Object.fromEntries([...builder.recordCounts()].sort(([one], [other]) => (one < other ? -1 : 1)));
  const value = { recordings: builder.recordings(), records, problems };
  writeFileSync(join(root, `${file.slice(0, -'.log'.length)}.expected.json`), expectation(value));
}

/**
 * One call a line: a difference shows what changed.
 * @param {unknown} value
 */
function expectation(value) {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/\{\s*("(?:name|by|how|format|kind)": [^{}[\]]*?)\s*\}/g, (_, inner) => `{ ${inner.replace(/\s*\n\s*/g, ' ')} }`)}\n`;
}
