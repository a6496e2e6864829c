// Writes what the parsers make of fixtures/traces/strace-*/: NAME.expected.json beside NAME.strace, and for a folder.
// `npm run build` first; read the differences before they are committed.
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = process.env.SECCINCH_DIST ?? join(project, 'dist');
const { openInputs } = await import(join(dist, 'io/input.js'));
const { parseInput } = await import(join(dist, 'parsers/parse-input.js'));
const { RecordingBuilder } = await import(join(dist, 'model/recording-builder.js'));

for (const format of ['strace-log', 'strace-summary']) {
  const root = join(project, 'fixtures/traces', format);
  for (const version of readdirSync(root)) {
    for (const file of readdirSync(join(root, version))) {
      const path = join(root, version, file);
      if (!file.endsWith('.strace') && !statSync(path).isDirectory()) continue;
      const opened = await openInputs(path);
      if (!opened.ok) throw new Error(`${path}: ${opened.problem.kind}`);
      const builder = new RecordingBuilder();
      const name = basename(file, '.strace');
      for (const input of opened.value)
        await parseInput(input, builder, { subject: { kind: 'command', name }, abi: 'x86_64' });
      /** @type {{ source: string }[]} */
      const found = builder.problems();
      const problems = found.map(({ source, ...problem }) => ({ ...problem, source: basename(source) }));
      const [recording] = builder.recordings();
      writeFileSync(join(root, version, `${name}.expected.json`), expectation({ recording, problems }));
    }
  }
}

/**
 * One call a line: a difference shows what changed.
 * @param {unknown} value
 */
function expectation(value) {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/\{\s*("(?:name|errno|how|format|kind)": [^{}[\]]*?)\s*\}/g, (_, inner) => `{ ${inner.replace(/\s*\n\s*/g, ' ')} }`)}\n`;
}
