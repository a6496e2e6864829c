import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ingestFormats } from '../../src/cli/recording-commands.ts';
import { threadsFrom } from '../../src/cli/shared-file.ts';
import { formatNames } from '../../src/parsers/index.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';

const stream = readFileSync(fileURLToPath(new URL('inputs/tracee.ndjson', import.meta.url)), 'utf8');
const fixtures = fileURLToPath(new URL('../../fixtures/traces/tracee/0.24/', import.meta.url));

/** The names and contents of the files in a folder. */
function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

interface Progress {
  type: string;
  bytes: number;
  total: number | null;
  seconds: number;
  bytesPerSecond: number;
  records: number | null;
  syscalls: number | null;
  subjects: number | null;
  done: boolean;
}

function progressIn(stderr: string): Progress[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Progress);
}

describe('seccinch ingest of a large stream', () => {
  const cwd = temporaryFolder();
  const large = stream.repeat(3000);
  const lines = large.split('\n').length - 1;
  writeFileSync(join(cwd, 'large.json'), large);

  it('finds the same with any number of threads, from a pipe and from packed data', async () => {
    expect(large.length).toBeGreaterThan(80_000_000);
    writeFileSync(join(cwd, 'large.json.gz'), gzipSync(large));
    const told = new Set<string>();
    const found = new Set<string>();
    for (const args of [
      ['--threads', '0', 'large.json'],
      ['--threads', '1', 'large.json'],
      ['--threads', '2', 'large.json'],
      ['--threads', '5', 'large.json'],
      ['large.json'],
      ['large.json.gz'],
    ]) {
      const result = await runCli(['ingest', ...args, '-d', 'out', '-o', 'json'], { cwd });
      expect([args, result.status, result.stderr]).toEqual([args, 0, '']);
      told.add(result.stdout.replaceAll('large.json.gz', 'large.json'));
      found.add(JSON.stringify(filesIn(join(cwd, 'out'))));
    }
    expect([told.size, found.size]).toEqual([1, 1]);
    const { records } = JSON.parse([...told][0] ?? '') as { records: { all: number } };
    expect(records.all).toBe(lines);
    const piped = await runCli(['ingest', '-d', 'piped'], { cwd, stdin: large });
    expect(piped.status).toBe(0);
    expect(filesIn(join(cwd, 'piped'))).toEqual(filesIn(join(cwd, 'out')));
  });

  it('tells problems of the same lines, whichever thread has read them', async () => {
    const events = stream.trimEnd().split('\n');
    const block = 1 + 100 * events.length;
    const blocks = Array.from({ length: 40 }, (_, index) => {
      const unheard = events[0]?.replace(/"eventName":"[^"]*"/, `"eventName":"unheard_${index}"`);
      return `${unheard}\n${stream.repeat(100)}`;
    });
    writeFileSync(join(cwd, 'cut.json'), `${blocks.join('')}${events[0]?.slice(0, 50)}`);
    expect(statSync(join(cwd, 'cut.json')).size).toBeGreaterThan(threadsFrom);
    const results = [];
    for (const threads of ['1', '2', '3', '3', '8']) {
      const result = await runCli(['ingest', '--threads', threads, '-d', 'cut', '-v', 'cut.json'], { cwd });
      expect(result.status).toBe(0);
      results.push({ ...result, files: filesIn(join(cwd, 'cut')) });
    }
    const [first] = results;
    expect(results).toEqual(results.map(() => first));
    for (const index of blocks.keys()) expect(first?.stderr).toContain(`cut.json:${1 + index * block}: `);
    expect(first?.stderr).toContain(`cut.json:${1 + blocks.length * block}: `);
  });

  it('does not wait for a thread that nobody needs after all', async () => {
    for (const [args, status] of [
      [['--help'], 0],
      [['--abi', 'none'], 2],
      [['--format', 'strace'], 2],
      [['nowhere.json'], 2],
    ] as const)
      expect((await runCli(['ingest', 'large.json', ...args], { cwd })).status).toBe(status);
  });

  it('reads lines in order that the log of a container runtime has cut', async () => {
    const cut = readFileSync(join(fixtures, 'handmade-cri.ndjson'), 'utf8');
    const times = Math.ceil((9 * 1024 * 1024) / cut.length);
    writeFileSync(join(cwd, 'cri.log'), cut.repeat(times));
    const [once, many] = [
      await runCli(['ingest', '-q', '-d', 'once', join(fixtures, 'handmade-cri.ndjson')], { cwd }),
      await runCli(['ingest', '-q', '-d', 'many', '--threads', '2', 'cri.log'], { cwd }),
    ];
    expect([once.status, many.status]).toEqual([0, 0]);
    const syscalls = (folder: string) => {
      const [text = ''] = Object.values(filesIn(join(cwd, folder)));
      const { abis } = JSON.parse(text) as { abis: { syscalls: { name: string; calls: number }[] }[] };
      return abis.flatMap((abi) => abi.syscalls.map(({ name, calls }) => [name, calls] as const));
    };
    expect(syscalls('many')).toEqual(syscalls('once').map(([name, calls]) => [name, calls * times]));
  });

  it.each([['1'], ['2'], ['0']])('tells a program how far it is, with %s threads', async (threads) => {
    const args = ['ingest', '--progress', 'ndjson', '--threads', threads, '-d', 'out', '-q', 'large.json'];
    const { status, stderr } = await runCli(args, { cwd });
    expect(status).toBe(0);
    const states = progressIn(stderr);
    expect(stderr.trimEnd().split('\n')).toHaveLength(states.length);
    expect(states.map(({ done }) => done)).toEqual(states.map((_, index) => index === states.length - 1));
    const last = states.at(-1);
    expect(last).toMatchObject({
      type: 'progress',
      bytes: large.length,
      total: large.length,
      subjects: 2,
      syscalls: 6,
    });
    expect(last?.records).toBeGreaterThan(lines / 2);
    // Seconds are rounded to milliseconds.
    const rate = large.length / (last?.seconds ?? 0);
    expect(Math.abs((last?.bytesPerSecond ?? 0) / rate - 1)).toBeLessThan(0.05);
    expect(stderr).not.toContain('fixtures');
  });

  it('tells bytes of a format that counts nothing else, and no total of several inputs', async () => {
    writeFileSync(join(cwd, 'a.log'), '1 getpid() = 1\n');
    writeFileSync(join(cwd, 'b.log'), '1 getpid() = 1\n');
    const { stderr } = await runCli(['ingest', '--progress', 'ndjson', '-d', 'logs', 'a.log', 'b.log'], { cwd });
    expect(progressIn(stderr).at(-1)).toMatchObject({
      bytes: 30,
      total: null,
      records: null,
      syscalls: 1,
      subjects: 2,
      done: true,
    });
  });

  it('draws a line on a terminal and wipes it', async () => {
    const command = `stty cols 90; exec "$0" "$1" ingest --threads 1 -d out large.json`;
    const { bin } = await import('./run-cli.ts');
    const typed = execFileSync('script', ['-qec', `sh -c '${command}' ${process.execPath} ${bin}`, '/dev/null'], {
      cwd,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, TERM: 'xterm', NO_COLOR: '1' },
    });
    expect(typed).toMatch(/^\r[0-9.]+ MB of 82\.1 MB \([0-9]+ %\).*\u001b\[K/);
    const lastDrawn = typed.lastIndexOf('\u001b[K');
    expect(typed.slice(0, lastDrawn).endsWith('\r')).toBe(true);
    expect(typed.slice(lastDrawn)).toContain('SUBJECT');
  });
});

describe('seccinch ingest of streams', () => {
  it('puts what several inputs hold of one subject together', async () => {
    const cwd = temporaryFolder();
    for (const name of ['node1.json', 'node2.json']) writeFileSync(join(cwd, name), stream);
    const result = await runCli(['ingest', '-d', 'out', '-o', 'json', 'node1.json', 'node2.json'], { cwd });
    expect(result.status).toBe(0);
    const once = await runCli(['ingest', '-d', 'out', '-o', 'json', 'node1.json'], { cwd });
    type Told = { recordings: { subject: string; runs: number; calls: number }[]; records: { all: number } };
    const [both, one] = [JSON.parse(result.stdout) as Told, JSON.parse(once.stdout) as Told];
    expect(both.records.all).toBe(2 * one.records.all);
    expect(both.recordings.map(({ subject, runs, calls }) => [subject, runs, calls])).toEqual(
      one.recordings.map(({ subject, runs, calls }) => [subject, 2 * runs, 2 * calls]),
    );
  });

  it('does not make one subject of the processes of two hosts whose files have one name', async () => {
    const cwd = temporaryFolder();
    const host = stream
      .replaceAll(/"containerId":"[^"]*"/g, '"containerId":""')
      .replaceAll(/"container":\{[^{}]*\}/g, '"container":{}');
    for (const folder of ['a', 'b']) {
      mkdirSync(join(cwd, folder));
      writeFileSync(join(cwd, folder, 'host.json'), host);
    }
    const files = ['a/host.json', 'b/host.json'];
    const apart = await runCli(['ingest', '--by', 'process', '-d', 'out', ...files], { cwd });
    expect(apart.status).toBe(0);
    const all = await runCli(['ingest', '-n', 'hosts', '-q', ...files], { cwd });
    expect(all.status).toBe(0);
    expect(all.stdout).toContain('"subject": {"kind":"command","name":"hosts"}');
  });

  it('keeps hostile names inside the folder, apart from each other, and off the terminal', async () => {
    const cwd = temporaryFolder();
    const names = ['../../up', '/etc/passwd', 'a\\u001b[2Jb', 'CON', 'con', '..', '__proto__', 'x'.repeat(3000)];
    const [line = ''] = stream.split('\n').filter((one) => one.includes('"image":"docker.io/fixtures/web:1.0"'));
    const lines = names.map((name, index) =>
      line
        .replace(/("containerId":"|"id":")[0-9a-f]{8}/g, `$1${String(index).padStart(8, '0')}`)
        .replace('"image":"docker.io/fixtures/web:1.0"', `"image":"${name}"`),
    );
    writeFileSync(join(cwd, 'hostile.json'), `${lines.join('\n')}\n`);
    const result = await runCli(['ingest', '-d', 'out', 'hostile.json'], { cwd });
    expect(result.status).toBe(0);
    expect(result.stderr).not.toContain('\u001b');
    expect(readdirSync(cwd).sort()).toEqual(['hostile.json', 'out']);
    const made = readdirSync(join(cwd, 'out'));
    expect(new Set(made.map((name) => name.toLowerCase())).size).toBe(names.length);
    for (const name of made) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*\.recording\.json$/);
  });

  it('writes one recording where it is told to, and refuses several there', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 't.json'), stream);
    const one = await runCli(['ingest', '-q', '--select', 'workload=db', '-O', '-', 't.json'], { cwd });
    expect(one.status).toBe(0);
    expect(one.stdout).toContain('"subject": {"kind":"image"');
    const all = await runCli(['ingest', '-q', '--by', 'all', 't.json'], { cwd });
    expect([all.status, all.stdout.includes('"subject": {"kind":"all","name":"all"}')]).toEqual([0, true]);
    const several = await runCli(['ingest', '-q', '-O', 'x.json', 't.json'], { cwd });
    expect(several.status).toBe(2);
    expect(several.stderr).toContain('several recordings, and one place to write to: 2 recordings');
    expect(readdirSync(cwd)).toEqual(['t.json']);
  });

  it('writes nothing with --strict when something may be missing, and all when not', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 't.json'), stream);
    const file = join(fixtures, 'pipeline-enters.ndjson');
    const strict = await runCli(['ingest', '--strict', '-q', '-d', 'out', 't.json'], { cwd });
    expect([strict.status, readdirSync(cwd)]).toEqual([2, ['t.json']]);
    expect(strict.stderr).toContain('[evidence-incomplete]');
    expect((await runCli(['ingest', '--strict', '-d', 'out', file], { cwd })).status).toBe(0);
    expect(readdirSync(join(cwd, 'out'))).toHaveLength(1);
  });
});

describe('ingest --format', () => {
  it('takes the formats that there are parsers for', () => {
    expect(ingestFormats).toEqual(formatNames);
  });
});
