import { createRequire } from 'node:module';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';

// The schema of the standard as Microsoft's SDK ships it (the package is otherwise not used, and no other ships it).
const schema = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as object;

const ajv = new AjvDraft04.default({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats.default(ajv as unknown as Parameters<typeof addFormats.default>[0]);
const valid = ajv.compile(schema);

/** Where a log is not valid SARIF 2.1.0; empty where it is. */
export function sarifErrors(log: unknown): readonly string[] {
  return valid(log) ? [] : (valid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
