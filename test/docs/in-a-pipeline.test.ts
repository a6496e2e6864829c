import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bin } from '../cli/run-cli.ts';
import { readMarkdown } from '../conformance/read-markdown.ts';
import { profileRepository } from '../pipeline/profile-repository.ts';
import { readAction, root } from '../pipeline/run-action.ts';

const page = readFileSync(join(root, 'docs/in-a-pipeline.md'), 'utf8');

/** The blocks of code of one language below a heading, in their order. */
function blocksBelow(heading: string, language: string): readonly string[] {
  const section = page.split(/^(?=##+ )/m).find((part) => part.startsWith(`${heading}`)) ?? '';
  return [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, of, text = '']) =>
    of === language ? [text] : [],
  );
}

describe('the loop of docs/in-a-pipeline.md', () => {
  const { folder, git } = profileRepository();
  const ran = new Set<string>();
  const file = (name: string): string => readFileSync(join(folder, name), 'utf8');

  /** Runs a command of the page in the repository of its program. */
  const run = (command = '', status = 0): string => {
    const programs = join(folder, '.git/programs');
    const env = { PATH: `${programs}:${process.env.PATH}`, HOME: folder, LANG: 'C.UTF-8' };
    const result = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8', env });
    expect([command, result.status], result.stderr).toEqual([command, status]);
    ran.add(command);
    return result.stdout + result.stderr;
  };
  const commandsBelow = (heading: string): readonly string[] =>
    blocksBelow(heading, 'sh').flatMap((text) => text.trim().split('\n'));

  beforeAll(() => {
    mkdirSync(join(folder, '.git/programs'));
    writeFileSync(join(folder, '.git/programs/seccinch'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
    chmodSync(join(folder, '.git/programs/seccinch'), 0o755);
    for (const [key, value] of [
      ['user.name', 'A'],
      ['user.email', 'a@example.org'],
    ] as const)
      git('config', key, value);
    writeFileSync(join(folder, 'shop'), blocksBelow('### 1.', 'python').join(''));
    chmodSync(join(folder, 'shop'), 0o755);
  });

  it('begins with a profile of what the program does', () => {
    const [record = '', ...others] = commandsBelow('### 1.');
    expect(run(record)).toContain('total 7');
    for (const command of others) run(command);
    expect(git('ls-files')).toContain('deploy/shop.recording.json\ndeploy/shop.seccomp.json\n');
  });

  it('records again where the program has changed', () => {
    const [branch = '', ...others] = commandsBelow('### 2.');
    run(branch);
    appendFileSync(join(folder, 'shop'), blocksBelow('### 2.', 'python').join(''));
    for (const command of others) run(command);
    expect(git('status', '--short')).toContain(' M deploy/shop.seccomp.json\n');
  });

  it('says what is new, who needs it, and fails', () => {
    const [review, diff, comment, lint] = commandsBelow('### 3.');
    for (const text of [run(review, 1), run(diff, 1)]) {
      expect(text).toMatch(/^ {2}! socket /m);
      expect(text).toContain('needed by shop (command)');
      expect(text).toMatch(/^Gate {2}fails \(--fail-on added\)$/m);
    }
    run(comment);
    const { active } = readMarkdown(file('comment.md'));
    expect(file('comment.md')).toMatch(
      /^<!-- seccinch:review -->\n⚠️ \*\*\d+ syscalls newly allowed, 1 of them risky\.\*\*/,
    );
    expect(active).toContain('newly allowed');
    expect(run(lint)).toContain('nothing found');
  });

  it('passes once somebody answers for it, and only until then', () => {
    const [entry = ''] = blocksBelow('### 4.', 'json');
    const [accept = '', ...others] = commandsBelow('### 4.');
    // The day of the page goes by, and the page has to hold after that.
    const until = (day: string): void =>
      writeFileSync(join(folder, 'deploy/accepted.json'), entry.replace(/(?<="expires": ")[^"]+/, day));
    until('2001-01-01');
    expect(run(accept, 1)).toContain('expired');
    until('9999-12-31');
    expect(run(accept)).toMatch(/accepted by shop-team/);
    for (const command of others) run(command);
    expect(run('seccinch review main~0 --fail-on risky', 1)).toContain('socket');
    git('switch', '-q', 'main');
    git('merge', '-q', 'statistics');
    expect(run('seccinch review HEAD', 0)).toContain('No profile changed');
  });

  it('is all of the part: every command of it was run', () => {
    const [part = ''] = page.split(/^## GitHub$/m);
    const shown = [...part.matchAll(/^(?:seccinch|git) .*$/gm)].map(([command]) => command);
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.filter((command) => !ran.has(command))).toEqual([]);
  });
});

describe('the jobs of docs/in-a-pipeline.md', () => {
  it('have only inputs, jobs, variables and hooks that there are', () => {
    const [workflow] = blocksBelow('## GitHub', 'yaml').map((text) => parse(text));
    const steps = workflow.jobs.review.steps as { uses: string; with: object }[];
    const inputs = Object.keys(readAction().inputs);
    const ours = steps.filter(({ uses }) => uses.includes('/seccinch@'));
    expect(ours).toHaveLength(1);
    for (const { with: given } of ours) expect(inputs).toEqual(expect.arrayContaining(Object.keys(given)));
    for (const [, name] of page.matchAll(/`([a-z-]+): [^`]*`,? (?:leaves|with)/g)) expect(inputs).toContain(name);

    const { include: _, ...jobs } = parse(blocksBelow('## GitLab', 'yaml')[0] ?? '');
    const template = parse(readFileSync(join(root, 'templates/gitlab-ci.yml'), 'utf8'));
    for (const { extends: base, variables = {} } of Object.values<{ extends: string; variables?: object }>(jobs)) {
      expect(Object.keys(template)).toContain(base);
      expect(Object.keys({ ...template['.seccinch'].variables, ...template[base].variables })).toEqual(
        expect.arrayContaining(Object.keys(variables)),
      );
    }

    const { repos } = parse(blocksBelow('## pre-commit', 'yaml')[0] ?? '');
    const hooks = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as { id: string }[];
    expect(repos[0].hooks.map(({ id }: { id: string }) => id).sort()).toEqual(hooks.map(({ id }) => id).sort());
  });
});
