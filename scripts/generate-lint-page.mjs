// Writes docs/linting.md from the table of lint rules; `--check` compares instead. Needs `npm run build` first.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, writeOrCheck } from './generated-file.mjs';

/** @param {string} path */
const dist = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);
const { lintRule, lintRuleIds } = await dist('review/lint/lint-rules.js');
const { lintRulePage } = await dist('report/lint-rule-page.js');
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const path = 'docs/linting.md';

const mark = '<!-- the rules, from src/review/lint/lint-rules.ts: npm run generate -->\n';
const head = readFileSync(join(root, path), 'utf8').split(mark)[0] ?? '';
const pages = lintRuleIds.map((/** @type {string} */ id) => lintRulePage(lintRule(id)));
writeOrCheck(new Map([[path, `${head}${mark}\n${pages.join('\n')}`]]), values.check ?? false);
