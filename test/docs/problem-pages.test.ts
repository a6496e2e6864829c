import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { program } from '../../src/cli/program.ts';
import { type ProblemKind, problemKinds } from '../../src/model/problem-kinds.ts';
import { type DocumentedCommand, documentedCommands } from './documented-commands.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'docs/problems');
const kinds = (Object.keys(problemKinds) as ProblemKind[]).sort();
const pages = readdirSync(folder).filter((name) => name !== 'README.md');

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

describe('the pages of problem kinds', () => {
  it('are there for every kind, and for nothing else', () => {
    expect(pages.sort()).toEqual(kinds.map((kind) => `${kind}.md`).sort());
  });

  for (const kind of kinds.filter((one) => pages.includes(`${one}.md`))) {
    const lines = readFileSync(join(folder, `${kind}.md`), 'utf8').split('\n');

    it(`begin with the heading, severity and title of ${kind}, and say what, why and what to do`, () => {
      const { severity, title } = problemKinds[kind];
      expect(lines[0]).toBe(`# ${kind}`);
      expect(lines[2]).toBe(`${severity.charAt(0).toUpperCase()}${severity.slice(1)}: ${title}.`);
      expect(lines.filter((line) => line.startsWith('#'))).toEqual([
        `# ${kind}`,
        '## What it means',
        '## Why it happens',
        '## What to do',
      ]);
    });

    it(`are short, also the one of ${kind}`, () => {
      const length = lines.length - 1;
      expect(lines.at(-1)).toBe('');
      expect(length).toBeGreaterThanOrEqual(10);
      expect(length).toBeLessThanOrEqual(30);
    });
  }

  it('are listed in an index, by kind, with severity and title', () => {
    const rows = readFileSync(join(folder, 'README.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(rows).toEqual([
      '| kind | severity | title |',
      '| --- | --- | --- |',
      ...kinds.map((kind) => {
        const { severity, title } = problemKinds[kind];
        return `| [${kind}](${kind}.md) | ${severity} | ${title.replaceAll('|', '\\|')} |`;
      }),
    ]);
  });

  it('link only to what is there', () => {
    const broken = ['README.md', ...pages].flatMap((page) =>
      [...readFileSync(join(folder, page), 'utf8').matchAll(/\]\(([^):]+)\)/g)]
        .filter(([, target = '']) => {
          const path = join(folder, target);
          return !readdirSync(join(path, '..')).includes(path.split('/').at(-1) ?? '');
        })
        .map(([, target]) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});

const tree = program(() => undefined);
const known = tree.commands;

/** What is wrong with a command line, in words; nothing when commander would know its command and every option. */
function mistakes({ text, words }: DocumentedCommand): string[] {
  const [first = ''] = words;
  const isPlaceholder = first.startsWith('<');
  const command = known.find((one) => one.name() === first);
  if (first !== '' && !first.startsWith('-') && !isPlaceholder && command === undefined) {
    return [`${text}: no command ${first}`];
  }
  // Of a placeholder for any command, what every command has.
  const candidates = command === undefined ? (isPlaceholder ? known : [tree]) : [command];
  const rest = words.slice(candidates[0] === tree ? 0 : 1);
  return [...new Set(candidates.flatMap((one) => wrongWords(one, rest)))].map((word) => `${text}: ${word}`);
}

function wrongWords(command: Command, words: readonly string[]): string[] {
  const wrong: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') break;
    if (!/^-./.test(word)) {
      // What is behind `record` without `--` would be the workload's, but a reader could not tell.
      if (command.name() === 'record' && !/^[<[…]/.test(word)) wrong.push(`${word} without --`);
      continue;
    }
    const [name = ''] = word.split('=');
    const option = optionOf(command, name);
    if (option === undefined && name !== '--help' && name !== '-h') wrong.push(`no option ${name}`);
    else if (option !== undefined && takesValue(option) && !word.includes('=')) at += 1;
  }
  return wrong;
}

function optionOf(command: Command, name: string): Option | undefined {
  return command.options.find(({ short, long }) => name === short || name === long);
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

describe('the command lines in the documents', () => {
  const inDocs = (readdirSync(join(root, 'docs'), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name));
  const documents: readonly (readonly [string, string])[] = [
    ...['README.md', 'CONTRIBUTING.md', ...inDocs].map((path) => [path, read(path)] as const),
    ...kinds.map((kind) => [`the fix of ${kind}`, problemKinds[kind].fix] as const),
  ];

  it('have only commands and options that there are', () => {
    const wrong = documents.flatMap(([path, text]) =>
      documentedCommands(text).flatMap((command) => mistakes(command).map((mistake) => `${path}: ${mistake}`)),
    );
    expect(wrong).toEqual([]);
  });

  it('are found: in every document that is about the command line, and with every command', () => {
    const found = documents.flatMap(([, text]) => documentedCommands(text));
    expect(found.length).toBeGreaterThan(100);
    const named = new Set(found.map(({ words }) => words[0]));
    for (const command of known) expect(named).toContain(command.name());
  });

  it('are taken out of spans, blocks, pipes, prompts and tables, and judged', () => {
    const judge = (markdown: string) => documentedCommands(markdown).flatMap(mistakes);
    expect(judge('`seccinch record --nope 1 -- ./app --its-own`')).toEqual([
      'seccinch record --nope 1 -- ./app --its-own: no option --nope',
      'seccinch record --nope 1 -- ./app --its-own: 1 without --',
    ]);
    expect(judge('a `seccinch\nmelt` b')).toEqual(['seccinch melt: no command melt']);
    expect(judge('```sh\ncat x | sudo A=1 seccinch ingest -Z - 2>&1 | cat -A\n```')).toEqual([
      'cat x | sudo A=1 seccinch ingest -Z - 2>&1 | cat -A: no option -Z',
    ]);
    expect(judge("```\nseccinch ingest x &&\nseccinch merge --exercise 'a -- b' x\n```")).toEqual([
      "seccinch merge --exercise 'a -- b' x: no option --exercise",
    ]);
    expect(judge('```\n$ seccinch explain --out=x y\nseccinch recorded it\n```')).toEqual([
      'seccinch explain --out=x y: no option --out',
    ]);
    expect(judge('| `seccinch explain <profile\\|recording> --quite` | x |')).toHaveLength(1);
    expect(judge('`seccinch <command> --runtime any`')).toEqual([
      'seccinch <command> --runtime any: no option --runtime',
    ]);
    expect(judge('`seccinch --versions`')).toHaveLength(1);
    expect(judge('`seccinch record ./app`')).toEqual(['seccinch record ./app: ./app without --']);
    expect(
      judge(
        '`seccinch`, `seccinch --version`, `seccinch <command> --help`, `seccinch ingest [file…]  # why`, ``seccinch explain x``, ' +
          '`seccinch record --pid "$(pidof -s x)" --for 5m`, `seccinch record --output=json -- x >a <b`, `npm i seccinch # -x`',
      ),
    ).toEqual([]);
  });
});
