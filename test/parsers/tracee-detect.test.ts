import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detectTracee } from '../../src/parsers/tracee-detect.ts';
import { bytesSource } from './bytes-source.ts';

async function score(content: string | Uint8Array): Promise<number> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return detectTracee(await bytesSource(bytes).head());
}

/** All files below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile());
}

const flat = {
  timestamp: 1680119087787,
  processId: 1,
  hostProcessId: 1,
  processName: 'node',
  eventId: '257',
  eventName: 'openat',
  args: [{ name: 'pathname', type: 'const char*', value: '/x' }],
  returnValue: 3,
};
const early = {
  timestamp: 1.5,
  processId: 1,
  processName: 'x',
  eventId: '0',
  eventName: 'read',
  argsNum: 0,
  args: null,
};
const v1beta1 = { timestamp: 'T', id: 5001, name: 'mine', policies: {}, workload: { process: { pid: 1 } }, data: [] };
const text = (value: unknown) => JSON.stringify(value);
const long = { ...flat, args: [{ name: 'buf', type: 'string', value: 'é"'.repeat(40_000) }] };
const longV1beta1 = { ...v1beta1, data: [{ name: 'buf', str: 'x'.repeat(100_000) }] };
const zap = '{"level":"info","ts":1705501340.47,"msg":"x"}';
const docker = (log: string) => text({ log, stream: 'stdout', time: 'T' });
const cri = (tag: string, log: string) => `2026-08-03T01:02:03.1Z stdout ${tag} ${log}`;
const pieces = (text(long).match(/.{1,16384}/gsu) ?? []).map((piece) => cri('P', piece)).join('\n');

describe('detectTracee', () => {
  it.each([
    ['an event', text(flat)],
    ['an early event', text(early)],
    ['an event of v1beta1', text(v1beta1)],
    ['a call and little else', text({ timestamp: 'T', id: 258, name: 'openat' })],
    ['a byte order mark and returns', `\uFEFF${text(flat)}\r\n${text(flat)}\r\n`],
    ['log lines first', `INFO: starting tracee...\n\n{"level":"warn","ts":1,"msg":"x"}\n${text(flat)}\n`],
    ['a cut line first', `ame":"x"}]}\n${text(flat)}\n`],
    ['a cut head', `${text(flat)}\n`.repeat(1000)],
    ['Fluent', `${text({ event: text(flat) })}\n`],
    ['Docker', `${docker('INFO: x\n')}\n${docker(`${text(flat)}\n`)}\n`],
    ['CRI', `${cri('F', text(v1beta1))}\n`],
    ['CRI in pieces', `${cri('P', text(flat).slice(0, 50))}\n${cri('F', text(flat).slice(50))}\n`],
    ['kubectl logs --prefix', `[pod/a/b] ${text(flat)}\n`],
    ['an array', text([flat, v1beta1])],
    ['a pretty array', `${JSON.stringify([v1beta1, flat], undefined, 2)}\n`],
    ['a cut array', text(Array(1000).fill(flat))],
    ['pretty-printed events', `${JSON.stringify(flat, undefined, 2)}\n`.repeat(1000)],
    ['concatenated events', text(flat).repeat(1000)],
  ])('is certain of %s', async (_, content) => {
    expect(await score(content)).toBe(1);
  });

  it.each([
    ['one event', `${text(long)}\n`],
    ['one event of v1beta1', `${text(longV1beta1)}\n`],
    ['one event in an array', text([long])],
    ['one pretty-printed event', JSON.stringify(longV1beta1, undefined, 2)],
    ['one event in a string', text({ event: text(long) })],
    ['pieces of one event', pieces],
    ['an event that breaks off', text(flat).slice(0, -10)],
  ])('is nearly certain when the head is but the beginning of %s', async (_, content) => {
    expect(await score(content)).toBe(0.8);
  });

  it.each([
    ['of its image', 'INFO: starting tracee...\n\n'],
    ['of Tracee', `${zap}\n${zap}\n`],
    ['that break off', `${zap}\n${zap.slice(0, 20)}`],
    ['in Docker logs', `${docker(`${zap}\n`)}\n`],
    ['of a loss', '2026-08-03T01:02:03.123Z\tWARN\tLost 123 events\n'],
    ['in a long head', 'INFO: starting tracee...\n'.repeat(4000)],
  ])('takes log lines %s for a stream whose events come later', async (_, content) => {
    expect(await score(content)).toBe(0.4);
  });

  it.each([
    ['log lines of another program', 'INFO: starting\ntime="2026-08-03T01:02:03Z" level=info msg="x"\n'],
    ['log lines and other text', `${zap}\nhello\n`],
    ['log lines and other JSON', `${zap}\n{"a":1}\n`],
    ['nothing', ''],
    ['text', 'hello\n'],
    ['Docker logs of another program', `${docker('hello\n')}\n${docker('{"name":"x","id":1}\n')}\n`],
    ['events of others', '{"eventName":"PutObject","eventID":"x","eventSource":"s3","requestParameters":{}}\n'],
    ['people', '{"id":1,"name":"Ada","timestamp":"T"}\n'],
    ['a call by name', '{"eventName":"openat"}\n'],
    ['a profile', '{"defaultAction":"SCMP_ACT_ERRNO","syscalls":[{"names":["openat"]}]}'],
    ['a recording', '{\n  "format": "seccinch-recording",\n  "version": 1,\n  "subjects": []\n}\n'],
    [
      'strace of Tracee',
      `[pid 5] write(1, "${text(flat).replaceAll('"', '\\"')}", 5) = 5\n[pid 5] write(1, ${text(text(flat))}`,
    ],
    ['deep brackets', '['.repeat(70_000)],
    ['deep objects', '{"a":'.repeat(20_000)],
    ['binary data', Buffer.from([0, 0xff, 0x7b, 0x22, 0x0a, 0xc3])],
  ])('knows %s for something else', async (_, content) => {
    expect(await score(content)).toBe(0);
  });

  it('takes no other file of this project for one', async () => {
    const files = ['fixtures/traces/strace-log', 'fixtures/traces/strace-summary', 'profiles', 'schema'].flatMap(
      filesBelow,
    );
    expect(files.length).toBeGreaterThan(50);
    for (const file of files) expect([file, await score(readFileSync(file))]).toEqual([file, 0]);
  });
});

it('is certain of every stream among the fixtures', async () => {
  const files = filesBelow('fixtures/traces/tracee').filter((file) => file.endsWith('.ndjson'));
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) expect([file, await score(readFileSync(file))]).toEqual([file, 1]);
});

const samples = '../shared/traces/tracee';

it.runIf(existsSync(samples))('is certain of every sample', async () => {
  const files = filesBelow(samples).filter((file) => /\.(?:ndjson|log|gz)$/.test(file));
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) {
    const bytes = readFileSync(file);
    expect([file, await score(file.endsWith('.gz') ? gunzipSync(bytes) : bytes)]).toEqual([file, 1]);
  }
});
