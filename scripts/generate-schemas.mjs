// Writes schema/*.schema.json from the zod schemas; `--check` compares instead. Needs `npm run build` first.
import { parseArgs } from 'node:util';
import { writeOrCheck } from './generated-file.mjs';

/** @type {{ recordingJsonSchema: () => object }} */
const { recordingJsonSchema } = await import(new URL('../dist/model/recording-json-schema.js', import.meta.url).href);
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
writeOrCheck(
  new Map([['schema/recording.v1.schema.json', `${JSON.stringify(recordingJsonSchema(), null, 2)}\n`]]),
  values.check ?? false,
);
