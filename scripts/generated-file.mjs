// What the generators share: where the source data lies, and writing a file or checking that it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Reads `--check` and `--data DIR`. The data folder is `--data`, else the environment variable SECCINCH_DATA, else
 * `../shared/data`; the last two relative to the project root.
 * @returns {{ check: boolean, data: string }}
 */
export function generatorOptions() {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, data: { type: 'string' } } });
  const data =
    values.data === undefined ? fromRoot(process.env.SECCINCH_DATA ?? '../shared/data') : resolve(values.data);
  return { check: values.check ?? false, data };
}

/**
 * Writes the files, or with `check` compares them with what is there and sets exit status 1 if one differs.
 * @param {ReadonlyMap<string, string>} files path relative to the project root → content
 * @param {boolean} check
 */
export function writeOrCheck(files, check) {
  for (const [path, content] of files) {
    const target = join(root, path);
    if (!check) {
      writeFileSync(target, content);
      console.log(`wrote ${path}`);
    } else if (readIfThere(target) !== content) {
      console.error(`${path} is not what its generator makes of the data: run npm run generate`);
      process.exitCode = 1;
    }
  }
}

/**
 * Runs a generator. Data that is missing is not drift: exit status 2.
 * @param {(data: string) => ReadonlyMap<string, string>} generate
 */
export function runGenerator(generate) {
  const { check, data } = generatorOptions();
  /** @type {ReadonlyMap<string, string>} */
  let files;
  try {
    files = generate(data);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    console.error(`source data not found: ${error.message}; name its folder with --data or SECCINCH_DATA`);
    process.exitCode = 2;
    return;
  }
  writeOrCheck(files, check);
}

/** Lists of plain words, such as names and versions, fit on a line each. @param {string} json */
export function listsOnOneLine(json) {
  return json.replaceAll(/\[\s+((?:"[\w.]+",?\s+)+)\]/g, (_, words) => `[${words.trim().replaceAll(/\s+/g, ' ')}]`);
}

/** @param {string} path */
function fromRoot(path) {
  return isAbsolute(path) ? path : join(root, path);
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
