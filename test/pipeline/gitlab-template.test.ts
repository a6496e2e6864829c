import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bin, type CliResult, runProgram } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type ProfileRepository, profileRepository, profileText } from './profile-repository.ts';
import { root } from './run-action.ts';

interface Job {
  readonly extends?: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly script?: readonly string[];
  readonly before_script?: readonly string[];
  readonly artifacts?: { readonly reports: Readonly<Record<string, string>>; readonly paths?: readonly string[] };
}

const jobs = parse(readFileSync(join(root, 'templates/gitlab-ci.yml'), 'utf8')) as Record<string, Job>;

let repository: ProfileRepository;
let programs: string;

/** Runs a job of the template as GitLab's runner does: its variables and GitLab's own in the environment, lines for `sh`. */
function runJob(name: string, env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  const job = jobs[name];
  const base = jobs[job?.extends ?? ''];
  const lines = [...(base?.before_script ?? []), ...(job?.script ?? [])];
  const PATH = `${programs}:${process.env.PATH}`;
  return runProgram(['sh', '-e', '-c', lines.join('\n')], {
    cwd: repository.folder,
    env: { PATH, CI_MERGE_REQUEST_DIFF_BASE_SHA: 'HEAD~1', ...base?.variables, ...job?.variables, ...env },
  });
}

function report(name: string): string {
  return readFileSync(join(repository.folder, name), 'utf8');
}

beforeEach(() => {
  programs = join(temporaryFolder(), 'bin');
  mkdirSync(programs);
  writeFileSync(join(programs, 'seccinch'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
  chmodSync(join(programs, 'seccinch'), 0o755);
  repository = profileRepository();
  repository.put('app.seccomp.json', profileText());
  repository.commit('before');
  repository.put('app.seccomp.json', profileText('bpf'));
  repository.put('$(touch pwned) "x.seccomp.json', profileText('bpf'));
  repository.commit('after');
});

describe('the template for GitLab', () => {
  it('fails where something is let through that nobody answers for, with both reports', async () => {
    const { status, stderr } = await runJob('.seccinch-review');
    expect([status, stderr]).toEqual([1, expect.stringContaining('2 profiles changed: 2 to look at')]);
    const { artifacts } = jobs['.seccinch-review'] ?? {};
    const issues = JSON.parse(report(artifacts?.reports.codequality ?? '')) as { location: { path: string } }[];
    expect(issues.map(({ location }) => location.path)).toContain('app.seccomp.json');
    expect(report(artifacts?.paths?.[0] ?? '')).toMatch(/^<!-- seccinch:review -->\n❌/);
    expect(existsSync(join(repository.folder, 'pwned'))).toBe(false);
  });

  it('passes where the gate does, and ends with 2 for what is no gate', async () => {
    expect(await runJob('.seccinch-review', { SECCINCH_FAIL_ON: 'none' })).toMatchObject({ status: 0 });
    expect(await runJob('.seccinch-review', { SECCINCH_FAIL_ON: '$(touch pwned)' })).toMatchObject({ status: 2 });
    expect(await runJob('.seccinch-review', { SECCINCH_ALLOW_LIST: '; touch pwned' })).toMatchObject({ status: 2 });
    expect(existsSync(join(repository.folder, 'pwned'))).toBe(false);
  });

  it('looks the profiles over', async () => {
    expect(await runJob('.seccinch-lint')).toMatchObject({ status: 0 });
    repository.put('app.seccomp.json', profileText().replace('SCMP_ACT_ERRNO', 'SCMP_ACT_NONE'));
    expect((await runJob('.seccinch-lint')).status).toBe(123);
    const { codequality = '' } = jobs['.seccinch-lint']?.artifacts?.reports ?? {};
    expect(JSON.parse(report(codequality))).toContainEqual(expect.objectContaining({ severity: 'critical' }));
    expect(existsSync(join(repository.folder, 'pwned'))).toBe(false);
  });

  it('installs the version of seccinch that it is a part of', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(jobs['.seccinch']?.variables.SECCINCH_VERSION).toBe(version);
  });
});

describe('the note of a merge request', () => {
  interface Note {
    readonly id: number;
    readonly author: { readonly id: number };
    body: string;
  }
  let notes: Note[];
  let asked: string[];
  let server: Server;
  const marked = (id: number, author: number): Note => ({
    id,
    author: { id: author },
    body: '<!-- seccinch:review -->\nold',
  });

  // Stands for GitLab's API, which cannot be had in a test: GET /user, GET, POST and PUT of notes, a page at a time.
  beforeEach(async () => {
    notes = [];
    asked = [];
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      asked.push(`${request.method} ${url.pathname}${url.search} ${request.headers['private-token']}`);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const page = Number(url.searchParams.get('page'));
        const id = Number(url.pathname.split('/notes/')[1]);
        if (request.method === 'POST') notes.push({ ...marked(99, 1), body: JSON.parse(text).body });
        for (const note of notes) if (request.method === 'PUT' && note.id === id) note.body = JSON.parse(text).body;
        const shown = url.pathname === '/user' ? { id: 1 } : notes.slice(page - 1, page);
        response.setHeader('x-next-page', page > 0 && page < notes.length ? String(page + 1) : '');
        response.end(JSON.stringify(shown));
      });
    });
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
  });

  afterEach(() => {
    server.close();
  });

  function review(more: Readonly<Record<string, string>> = {}): Promise<CliResult> {
    return runJob('.seccinch-review', {
      CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      CI_MERGE_REQUEST_PROJECT_ID: '3',
      CI_MERGE_REQUEST_IID: '7',
      SECCINCH_TOKEN: 'a-token',
      ...more,
    });
  }

  it('is written once, and updated then, whatever others write', async () => {
    notes.push(marked(50, 2), { ...marked(51, 1), body: 'something else' });
    expect(await review()).toMatchObject({ status: 1 });
    expect(notes[2]?.body).toBe(report('seccinch-review.md'));
    expect(await review({ SECCINCH_FAIL_ON: 'none' })).toMatchObject({ status: 0 });
    expect(notes.map(({ body }) => body)).toEqual([
      marked(50, 2).body,
      'something else',
      expect.stringContaining('⚠️ **2 profiles changed'),
    ]);
    expect(asked).toContain('PUT /projects/3/merge_requests/7/notes/99 a-token');
  });

  it('is not made for nothing, without a token, or where the server is not there', async () => {
    expect(await review({ CI_MERGE_REQUEST_DIFF_BASE_SHA: 'HEAD' })).toMatchObject({ status: 0 });
    expect(await review({ SECCINCH_TOKEN: '' })).toMatchObject({ status: 1 });
    expect(notes).toEqual([]);
    const gone = await review({ CI_API_V4_URL: 'http://127.0.0.1:1' });
    expect([gone.status, gone.stdout]).toEqual([1, expect.stringContaining('the note could not be written')]);
  });
});
