import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { looksLikeManifest, readJsonTree } from '../dialects/read-profile.ts';
import { mendedFile } from '../io/mended-file.ts';
import { readText } from '../io/read-text.ts';
import type { OutputFile } from '../io/write-files.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { JsonNode } from '../model/json-tree.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import type { Found } from '../review/lint/found.ts';
import { lintDocument } from '../review/lint/lint-document.ts';
import type { LintSetting } from '../review/lint/lint-setting.ts';
import type { LintedFile } from '../review/lint/lint-summary.ts';
import type { LintTarget } from '../review/lint/linted-profile.ts';
import { mendFully } from '../review/lint/mend-text.ts';
import { pathHere } from './path-here.ts';

/** How files are looked over. */
export interface LintOrder {
  /** Who is to read them; where left out, whose form each has. */
  readonly target: LintTarget | undefined;
  readonly setting: LintSetting;
  readonly fix: boolean;
}

/** What came of it. `mended` is to be written. */
export interface LintedFiles {
  readonly files: readonly LintedFile[];
  readonly mended: readonly OutputFile[];
  readonly problems: readonly Problem[];
}

/** A file to look over. What a folder holds may be something else than a profile. */
interface Source {
  readonly name: string;
  readonly isInFolder: boolean;
}

/** Of JSON or YAML that is something else: what is neither, in a folder of profiles, is a broken one. */
const noProfile = 'no profile in it';

/** How many files are read at once. */
const atOnce = 16;

/** Looks over files, `-` for standard input, and the `*.json` of folders, each once. */
export async function lintFiles(paths: readonly string[], order: LintOrder): Promise<LintedFiles> {
  const files: LintedFile[] = [];
  const mended: OutputFile[] = [];
  if (order.fix && paths.includes('-')) return { files, mended, problems: [{ kind: 'fix-needs-file' }] };
  const { sources, problems } = await sourcesOf(paths);
  for (let at = 0; at < sources.length; at += atOnce) {
    const some = sources.slice(at, at + atOnce);
    const looked = await Promise.all(some.map(({ name }) => lookOver(name, order)));
    for (const [index, { isInFolder }] of some.entries()) {
      const one = looked[index];
      if (one?.ok === true) {
        files.push(one.value.file);
        if (one.value.output?.ok === true) mended.push(one.value.output.value);
        else if (one.value.output !== undefined) problems.push(one.value.output.problem);
      } else if (one !== undefined) {
        const isOther = isInFolder && one.problem.kind === 'profile-invalid' && one.problem.what === noProfile;
        problems.push(isOther ? { ...one.problem, kind: 'profile-skipped' } : one.problem);
      }
    }
  }
  return { files, mended, problems };
}

async function sourcesOf(paths: readonly string[]): Promise<{ sources: readonly Source[]; problems: Problem[] }> {
  const sources = new Map<string, Source>();
  const problems: Problem[] = [];
  for (const path of paths) {
    const inside = path === '-' ? undefined : await namesIn(path);
    if (inside?.length === 0) problems.push({ kind: 'profiles-not-found', source: path });
    for (const name of inside?.map((one) => join(path, one)) ?? [path]) {
      if (!sources.has(name)) sources.set(name, { name, isInFolder: inside !== undefined });
    }
  }
  return { sources: [...sources.values()], problems };
}

/** The names of the `*.json` in a folder, sorted; nothing for what is no folder. */
async function namesIn(path: string): Promise<readonly string[] | undefined> {
  try {
    const names = await readdir(path);
    return names.filter((name) => name.endsWith('.json')).sort(byCodeUnit);
  } catch {
    // Whatever is wrong with it, reading it as a file tells.
    return undefined;
  }
}

/** Looks over one file; `output` is what it is to become, where that is something else. */
async function lookOver(
  source: string,
  order: LintOrder,
): Promise<Result<{ readonly file: LintedFile; readonly output?: Result<OutputFile> }>> {
  const read = await readText(source);
  if (!read.ok) return read;
  const mark = read.value.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = read.value.slice(mark.length);
  const treesIn = looksLikeManifest(text) ? (await import('../dialects/read-yaml-profile.ts')).yamlProfiles : jsonTree;
  const look = (now: string): Result<readonly Found[]> => {
    const trees = treesIn(now, source);
    return trees.ok ? findingsIn(trees.value, source, order) : trees;
  };
  const looked = order.fix ? mendFully(text, look) : look(text);
  if (!looked.ok) return looked;
  const path = pathHere(source);
  const file = { source, ...(path !== undefined && { path }) };
  if (!('text' in looked.value)) return ok({ file: { ...file, found: looked.value, mended: 0 } });
  const { found, mended, text: after } = looked.value;
  if (mended === 0) return ok({ file: { ...file, found, mended } });
  const output = mendedFile(source, mark + after);
  if (output.ok) return ok({ file: { ...file, found, mended }, output });
  const unmended = look(text);
  return unmended.ok ? ok({ file: { ...file, found: unmended.value, mended: 0 }, output }) : unmended;
}

function jsonTree(text: string, source: string): Result<readonly JsonNode[]> {
  const tree = readJsonTree(text, source);
  return tree.ok ? ok([tree.value]) : tree;
}

function findingsIn(
  trees: readonly JsonNode[],
  source: string,
  { target, setting }: LintOrder,
): Result<readonly Found[]> {
  const found = trees.map((tree) => lintDocument(tree, target, setting));
  if (found.includes(undefined)) return fail({ kind: 'profile-invalid', source, what: noProfile });
  return ok(found.flatMap((one) => one ?? []));
}
