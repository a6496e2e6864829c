import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { readWorkflowCommands } from '../conformance/read-workflow-commands.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type ProfileRepository, profileRepository, profileText } from './profile-repository.ts';
import { type ActionRequest, readAction, root, runAction } from './run-action.ts';

const fakeGh = fileURLToPath(new URL('fake-gh.mjs', import.meta.url));

/** Names of files, each of which would do something where it were taken for code. */
const hostileNames = [
  '$(touch pwned).seccomp.json',
  '`touch pwned`.seccomp.json',
  '"; touch pwned; ".seccomp.json',
  '\n::error::pwned\n.seccomp.json',
  '-O pwned.seccomp.json',
  '@every <b>one</b> | #1.seccomp.json',
];

interface Comments {
  readonly comments: readonly { readonly id: number; readonly login: string; readonly body: string }[];
  readonly calls: readonly { readonly args: readonly string[]; readonly token?: string }[];
}

let repository: ProfileRepository;
let programs: string;
let comments: string;

function commentsNow(): Comments {
  return JSON.parse(readFileSync(comments, 'utf8'));
}

function commented(...before: Comments['comments']): void {
  writeFileSync(comments, JSON.stringify({ comments: before, calls: [] }));
}

function act(inputs: Readonly<Record<string, string>> = {}, request: Partial<ActionRequest> = {}) {
  const env = { FAKE_COMMENTS: comments, ...request.env };
  return runAction({ workspace: repository.folder, programs, pullRequest: 7, ...request, inputs, env });
}

beforeEach(() => {
  programs = temporaryFolder();
  comments = join(programs, 'comments.json');
  copyFileSync(fakeGh, join(programs, 'gh'));
  chmodSync(join(programs, 'gh'), 0o755);
  commented();
  repository = profileRepository();
  repository.put('app.seccomp.json', profileText());
  repository.commit('before');
});

describe('the action for GitHub', () => {
  it('fails where something is let through that nobody answers for, and says what in every place', async () => {
    repository.put('app.seccomp.json', profileText('bpf'));
    repository.commit('after');
    const { status, outputs, stdout, stderr, summary } = await act();
    expect([status, outputs.verdict, outputs.changed]).toEqual([1, 'fail', '1']);
    expect(stderr).toContain('1 profile changed: 1 to look at, since HEAD^1');
    const warnings = readWorkflowCommands(stdout).filter(({ name }) => name === 'warning');
    expect(warnings.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^bpf newly allowed: /));
    const [comment] = commentsNow().comments;
    expect(comment?.body).toBe(readFileSync(outputs.report ?? '', 'utf8'));
    expect(comment?.body).toMatch(/^<!-- seccinch:review -->\n❌ .*\n[\s\S]*`bpf`/);
    expect(summary).toContain(comment?.body);
    expect(JSON.parse(readFileSync(outputs.json ?? '', 'utf8'))).toMatchObject({ kind: 'review' });
    expect(readdirSync(outputs.sarif ?? '').sort()).toEqual(['lint.sarif', 'review.sarif']);
    expect(commentsNow().calls.map(({ token }) => token)).toEqual(['a-token', 'a-token']);
  });

  it('passes once somebody answers for it, and keeps to one comment, its own', async () => {
    const stranger = { id: 5, login: 'mallory', body: '<!-- seccinch:review -->\n✅ all is well' };
    commented({ id: 4, login: 'github-actions[bot]', body: 'built' }, stranger);
    repository.put('app.seccomp.json', profileText('bpf'));
    repository.commit('after');
    expect(await act()).toMatchObject({ status: 1 });
    const entry = { syscall: 'bpf', owner: 'shop', reason: 'it traces', expires: '9999-12-31' };
    repository.put('accepted.json', JSON.stringify({ version: 1, accepted: [entry] }));
    const { status, outputs } = await act({ 'allow-list': 'accepted.json' });
    expect([status, outputs.verdict]).toEqual([0, 'pass']);
    const { comments: now } = commentsNow();
    expect(now).toHaveLength(3);
    expect(now[1]).toEqual(stranger);
    expect(now[2]?.body).toContain('The gate passes');
  });

  it('makes no comment where no profile changed, and takes back what an earlier one said', async () => {
    repository.commit('nothing');
    expect(await act()).toMatchObject({ status: 0, outputs: { verdict: 'pass', changed: '0' } });
    expect(commentsNow().comments).toEqual([]);
    commented({ id: 9, login: 'github-actions[bot]', body: '<!-- seccinch:review -->\n❌ **bpf**' });
    await act();
    expect(commentsNow().comments.map(({ body }) => body)).toEqual([expect.stringContaining('No profile changed')]);
  });

  it('runs nothing and commands nothing that names of files say', async () => {
    for (const name of hostileNames) repository.put(`deploy/${name}`, profileText('bpf'));
    repository.put('-', profileText('bpf'));
    repository.commit('after');
    const { status, outputs, stdout, stderr } = await act({ profiles: '*.seccomp.json\n-\n' });
    expect([status, outputs.changed]).toEqual([1, String(hostileNames.length + 1)]);
    expect(stdout + stderr).not.toMatch(/^::error::pwned/m);
    const files = readdirSync(repository.folder, { recursive: true }) as string[];
    expect(files.filter((name) => /^(?:.*\/)?(?: ?pwned(?:\.seccomp\.json)?|review\.md)$/.test(name))).toEqual([]);
  });

  it.each([
    ['old', '$(touch pwned)'],
    ['old', '--output=pwned'],
    ['profiles', ':(glob'],
    ['baseline', '"; touch pwned; "'],
    ['fail-on', '$(touch pwned)'],
    ['allow-list', '`touch pwned`'],
    ['recording', "'; touch pwned; '"],
    ['lint-fail-on', '-O pwned'],
    ['version', '../x; touch pwned'],
  ])('ends with 2, and runs nothing, where the input %s is %s', async (input, text) => {
    const { status } = await act({ [input]: text, ...(input === 'version' && { path: '' }) });
    expect(status).toBe(2);
    expect(existsSync(join(repository.folder, 'pwned'))).toBe(false);
    expect(commentsNow().calls).toEqual([]);
  });

  it('leaves the review to the summary where it may not comment, as for a fork', async () => {
    repository.put('app.seccomp.json', profileText('bpf'));
    repository.commit('after');
    for (const method of ['GET', 'POST']) {
      const { status, stdout, summary } = await act({}, { env: { FAKE_REFUSES: method } });
      expect([method, status]).toEqual([method, 1]);
      expect(stdout).toMatch(/^::notice::.*summary/m);
      expect(summary).toContain('`bpf`');
    }
  });

  it('comments on pull requests only, and on none where it is told so', async () => {
    repository.put('app.seccomp.json', profileText('bpf'));
    repository.commit('after');
    const { pullRequest: _, ...push } = {
      pullRequest: 7,
      workspace: repository.folder,
      programs,
      inputs: { path: root },
    };
    const pushed = await runAction({ ...push, env: { FAKE_COMMENTS: comments } });
    const told = await act({ comment: 'false', annotations: 'false' });
    expect([pushed.steps, told.steps].flat()).not.toContain('Comment');
    expect([pushed.status, told.status, told.stdout.match(/^::/m)]).toEqual([1, 1, null]);
    expect(commentsNow().calls).toEqual([]);
  });

  it('fails for mistakes in profiles that did not change, unless lint is off', async () => {
    repository.put(
      'bad.seccomp.json',
      profileText().replace('"read"', '"raed"').replace('SCMP_ACT_ERRNO', 'SCMP_ACT_NONE'),
    );
    repository.commit('a mistake');
    repository.commit('nothing');
    const { status, outputs, summary } = await act();
    expect([status, outputs.verdict, outputs.changed]).toEqual([1, 'fail', '0']);
    expect(summary).toContain('<!-- seccinch:lint -->');
    expect(await act({ lint: 'false' })).toMatchObject({ status: 0, outputs: { verdict: 'pass' } });
    expect(await act({ 'lint-fail-on': 'none' })).toMatchObject({ status: 0, outputs: { verdict: 'pass' } });
  });

  it('works in a part of the repository', async () => {
    repository.put('a b/app.seccomp.json', profileText('bpf'));
    repository.commit('after');
    const { outputs } = await act({ 'working-directory': 'a b' });
    expect(JSON.parse(readFileSync(outputs.json ?? '', 'utf8')).profiles).toMatchObject([{ path: 'app.seccomp.json' }]);
  });
});

describe('action.yml', () => {
  const { inputs, outputs, runs, branding, ...action } = readAction();

  it('has what GitHub asks of a composite action', () => {
    expect(Object.keys(action).sort()).toEqual(['author', 'description', 'name']);
    expect(runs.using).toBe('composite');
    expect(Object.keys(branding).sort()).toEqual(['color', 'icon']);
    for (const input of Object.values(inputs)) expect(Object.keys(input).sort()).toEqual(['default', 'description']);
    for (const output of Object.values(outputs)) expect(Object.keys(output).sort()).toEqual(['description', 'value']);
    for (const step of runs.steps) {
      expect(step).toMatchObject({
        name: expect.any(String),
        shell: 'bash',
        run: expect.stringMatching(/^set -euo pipefail\n/),
      });
    }
  });

  it('puts nothing of an input into a script, and uses every input', () => {
    for (const { run } of runs.steps) expect(run).not.toContain('${{');
    const text = JSON.stringify(runs.steps);
    expect(Object.keys(inputs).filter((name) => !text.includes(`inputs.${name} `))).toEqual([]);
  });

  it('installs the version of seccinch that it is a part of', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(inputs.version?.default).toBe(version);
  });
});
