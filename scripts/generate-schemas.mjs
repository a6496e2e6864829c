// Writes schema/*.schema.json from the zod schemas; `--check` compares instead. Needs `npm run build` first.
import { parseArgs } from 'node:util';
import { writeOrCheck } from './generated-file.mjs';

/** @type {{ recordingJsonSchema: () => object }} */
const { recordingJsonSchema } = await import(new URL('../dist/model/recording-json-schema.js', import.meta.url).href);
/** @type {{ diffJsonSchema: () => object, reviewJsonSchema: () => object, allowListJsonSchema: () => object }} */
const { diffJsonSchema, reviewJsonSchema, allowListJsonSchema } = await import(
  new URL('../dist/model/diff-json-schema.js', import.meta.url).href
);
/** @type {{ lintJsonSchema: () => object }} */
const { lintJsonSchema } = await import(new URL('../dist/model/lint-json-schema.js', import.meta.url).href);
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
writeOrCheck(
  new Map(
    [
      /** @type {const} */ (['recording', recordingJsonSchema()]),
      /** @type {const} */ (['diff', diffJsonSchema()]),
      /** @type {const} */ (['review', reviewJsonSchema()]),
      /** @type {const} */ (['allow-list', allowListJsonSchema()]),
      /** @type {const} */ (['lint', lintJsonSchema()]),
    ].map(([name, schema]) => [`schema/${name}.v1.schema.json`, `${JSON.stringify(schema, null, 2)}\n`]),
  ),
  values.check ?? false,
);
