import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IngestOptions, readIngestOrder } from '../../src/cli/ingest-order.ts';
import { IngestProgress } from '../../src/cli/ingest-progress.ts';
import { type ReadInputs, readInputs } from '../../src/cli/read-inputs.ts';
import type { Result } from '../../src/model/problem.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const defaults: IngestOptions = {
  format: 'auto',
  select: [],
  indirect: true,
  abi: 'x86_64',
  progress: 'none',
  output: 'text',
};

/** Writes texts into files and reads these, in order. */
async function read(texts: readonly string[], options: Partial<IngestOptions> = {}): Promise<Result<ReadInputs>> {
  const files = texts.map((text, index) => {
    const path = join(folder, `stream${index}.json`);
    writeFileSync(path, text);
    return path;
  });
  const order = readIngestOrder({ ...defaults, ...options });
  if (!order.ok) throw new Error(order.problem.kind);
  return readInputs(files, order.value, new IngestProgress('none', {}));
}

async function readWell(texts: readonly string[], options: Partial<IngestOptions> = {}): Promise<ReadInputs> {
  const found = await read(texts, options);
  if (!found.ok) throw new Error(found.problem.kind);
  return found.value;
}

/** What a profile is made from: not how many inputs there were. */
function evidenceIn({ recordings }: ReadInputs): unknown[] {
  return recordings.map(({ runs: _, endings: __, gaps, ...rest }) => ({
    ...rest,
    gaps: gaps.filter(({ kind }) => kind !== 'inputs-partly-empty'),
  }));
}

/** The kinds of problems, and the input each is of by its number. */
function problemsOf({ problems }: ReadInputs): string[] {
  return problems.map(({ kind, source, line }) => {
    const input = /stream(\d)/.exec(source ?? '')?.[1];
    return [kind, ...(input === undefined ? [] : [line === undefined ? input : `${input}:${line}`])].join(' ');
  });
}

function syscallsOf({ recordings }: ReadInputs): Record<string, string[]> {
  return Object.fromEntries(
    recordings.map(({ subject, abis }) => [
      `${subject.kind} ${subject.name}`,
      abis.flatMap(({ syscalls }) => syscalls.map(({ name }) => name)),
    ]),
  );
}

interface Told {
  readonly name: string;
  readonly id: number;
  readonly container?: string;
  readonly image?: string;
  readonly pod?: string;
  readonly syscall?: string;
  readonly argument?: number;
}

/** A line of the stream; `started` and the rest as in a running container. */
function line({ name, id, container = '', image = '', pod = '', syscall = name, argument }: Told): string {
  const event = {
    timestamp: 1,
    processId: 1,
    hostProcessId: 2,
    processName: 'app',
    containerId: container,
    container: container === '' ? {} : { id: container, image },
    kubernetes: pod === '' ? {} : { podName: pod, podNamespace: 'shop' },
    eventId: String(id),
    eventName: name,
    returnValue: 0,
    syscall,
    contextFlags: { containerStarted: true, isCompat: false },
    args: argument === undefined ? [] : [{ name: name === 'cap_capable' ? 'cap' : 'syscall', value: argument }],
  };
  return `${JSON.stringify(event)}\n`;
}

const lost = '{"level":"warn","ts":1705501340.47,"msg":"Lost 123 events"}\n';
const web = { container: 'a'.repeat(64), image: 'nginx:1' };

describe('a stream in several files', () => {
  it('gives what it gives in one, however it is shuffled and split', async () => {
    const event = fc.constantFrom(
      { name: 'openat', id: 257 },
      { name: 'read', id: 0 },
      { name: 'exit_group', id: 231 },
      { name: 'sys_enter', id: 700, syscall: 'listen', argument: 50 },
      { name: 'sys_enter', id: 700, syscall: '', argument: 449 },
      { name: 'security_file_open', id: 731, syscall: 'openat2' },
      { name: 'cap_capable', id: 715, syscall: 'chown', argument: 0 },
      { name: 'container_create', id: 720, syscall: 'mkdirat' },
      { name: 'net_packet_ipv4', id: 730, syscall: 'sendto' },
    );
    const source = fc.constantFrom(
      {},
      { container: 'a'.repeat(64) },
      { container: 'a'.repeat(64), image: 'nginx:1', pod: 'web-0' },
      { container: 'b'.repeat(64), image: 'nginx:1', pod: 'web-1' },
      { container: 'b'.repeat(64) },
      { container: 'c'.repeat(64) },
    );
    const lines = fc.array(
      fc.oneof(
        { weight: 9, arbitrary: fc.tuple(event, source).map(([what, who]) => line({ ...what, ...who })) },
        { weight: 1, arbitrary: fc.constant(lost) },
      ),
      { minLength: 1, maxLength: 20 },
    );
    // With a container somewhere: events of none would be those of the files otherwise, which are several.
    const split = lines.chain((some) => {
      const all = [...some, line({ name: 'close', id: 3, ...web })];
      return fc.record({
        all: fc.constant(all),
        shuffled: fc.shuffledSubarray(all, { minLength: all.length }),
        cuts: fc.array(fc.nat(all.length), { minLength: 1, maxLength: 2 }),
      });
    });
    const options = fc.record({
      by: fc.constantFrom<NonNullable<IngestOptions['by']>[]>('image', 'container', 'workload', 'pod', 'all'),
      select: fc.constantFrom<string[][]>([], ['namespace=shop']),
      threads: fc.constantFrom('0', '1'),
    });
    await fc.assert(
      fc.asyncProperty(split, options, async ({ all, shuffled, cuts }, how) => {
        const [first = 0, second = first] = cuts.sort((a, b) => a - b);
        const parts = [shuffled.slice(0, first), shuffled.slice(first, second), shuffled.slice(second)];
        const whole = await readWell([all.join('')], how);
        const apart = await readWell(
          parts.map((part) => part.join('')),
          how,
        );
        expect(evidenceIn(apart)).toEqual(evidenceIn(whole));
        expect(apart.records).toEqual(whole.records);
      }),
      { numRuns: 200 },
    );
  });

  it('names a container in all of them that one of them names', async () => {
    const { image: _, ...unnamed } = web;
    const early = line({ name: 'openat', id: 257, ...unnamed });
    const late = line({ name: 'close', id: 3, ...web });
    for (const texts of [
      [early, late],
      [late, early],
    ])
      expect(syscallsOf(await readWell(texts))).toEqual({ 'image nginx:1': ['close', 'openat'] });
  });

  it('knows in all of them that calls are told on entry', async () => {
    const entries = line({ name: 'sys_enter', id: 700, syscall: 'listen', argument: 50, ...web });
    const check = line({ name: 'cap_capable', id: 715, syscall: 'chown', argument: 0, ...web });
    const { recordings, problems } = await readWell([entries, check]);
    expect(recordings.map(({ origins }) => origins)).toEqual([[{ format: 'tracee', unseen: ['entry-execve'] }]]);
    expect(problems).toEqual([]);
  });

  it('finds the architecture of a container in the other, and guesses none of another node', async () => {
    const silent = (container: string) => line({ name: 'sys_enter', id: 700, syscall: '', argument: 257, container });
    const telling = line({ name: 'openat', id: 257, ...web });
    const known = await readWell([silent(web.container), telling], { abi: 'auto' });
    expect(problemsOf(known)).toEqual(['abi-inferred']);
    expect(syscallsOf(known)).toEqual({ 'image nginx:1': ['openat'] });
    const other = await readWell([telling, silent('b'.repeat(64))], { abi: 'auto' });
    expect(problemsOf(other)).toContain('abi-not-told 1:1');
  });

  it('sets processes of the host aside in all of them when one has containers', async () => {
    const found = await readWell([line({ name: 'openat', id: 257 }), line({ name: 'close', id: 3, ...web })]);
    expect(syscallsOf(found)).toEqual({ 'image nginx:1': ['close'] });
    expect(found.records.get('host-process')).toBe(1);
  });

  it('makes a loss that a file of its own tells a gap of every recording, and says where it is told', async () => {
    const found = await readWell([line({ name: 'close', id: 3, ...web }), lost]);
    expect(found.recordings.map(({ gaps }) => gaps)).toEqual([[{ kind: 'events-lost', times: 123 }]]);
    expect(problemsOf(found)).toEqual(['returns-only', 'events-lost 1:1']);
  });

  it('puts a line together that the log was rotated within', async () => {
    const cri = (tag: string, log: string) => `2026-07-25T17:20:00.1Z stdout ${tag} ${log.trimEnd()}\n`;
    const [whole, cut] = [line({ name: 'close', id: 3, ...web }), line({ name: 'openat', id: 257, ...web })];
    const older = cri('F', whole) + cri('P', cut.slice(0, 100));
    const newer = cri('F', cut.slice(100)) + cri('F', whole);
    for (const threads of ['0', '1']) {
      const found = await readWell([older, newer], { threads });
      expect(syscallsOf(found)).toEqual({ 'image nginx:1': ['close', 'openat'] });
      expect(problemsOf(found)).toEqual(['returns-only']);
    }
    const unlike = await readWell([older, cri('F', whole)]);
    expect(problemsOf(unlike)).toEqual(['returns-only', 'line-truncated 0:2']);
    expect(problemsOf(await readWell([newer, older]))).toEqual([
      'returns-only',
      'line-unparsable 0:1',
      'line-truncated 1:2',
    ]);
  });

  it('keeps no more of many hostile files than of one, and says so', async () => {
    const big = (letter: string) =>
      Array.from({ length: 45 }, (_, index) =>
        line({ name: 'close', id: 3, ...web, image: `${letter}${index}${'x'.repeat(900_000)}` }),
      ).join('');
    const found = await readWell([big('a'), big('b'), big('c')], { format: 'tracee' });
    const varied = found.problems.filter(({ kind }) => kind === 'records-too-varied');
    expect(varied.map(({ source, times }) => [source?.at(-6), times])).toEqual([
      ['1', 16],
      ['2', 45],
    ]);
    expect(found.records).toEqual(
      new Map([
        ['evidence', 74],
        ['problem', 61],
      ]),
    );
  });

  it('tells problems of each, on its own lines', async () => {
    const well = line({ name: 'close', id: 3, ...web });
    const found = await readWell([`${well}${lost}`, well, `${well}${well}${lost}${lost}x\n`]);
    expect(problemsOf(found)).toEqual(['returns-only', 'events-lost 0:2', 'events-lost 2:3', 'line-unparsable 2:5']);
    expect(found.problems.map(({ times }) => times)).toEqual([undefined, 123, 246, undefined]);
    expect(found.recordings.map(({ runs }) => runs)).toEqual([3]);
  });
});

describe('--select over several files', () => {
  const nginx = line({ name: 'close', id: 3, ...web, pod: 'web-0' });
  const other = line({ name: 'close', id: 3, container: 'b'.repeat(64), image: 'redis:7', pod: 'db-0' });

  it.each([
    ['the first', [nginx, other]],
    ['the second', [other, nginx]],
  ])('takes what matches in %s', async (_, texts) => {
    const found = await readWell(texts, { select: ['pod=web-0'] });
    expect(syscallsOf(found)).toEqual({ 'image nginx:1': ['close'] });
    expect(problemsOf(found)).toEqual(['returns-only']);
  });

  it('takes what matches in one of several audit logs', async () => {
    const audited = (comm: string) =>
      `type=SECCOMP msg=audit(1795533902.256:1): auid=0 uid=0 gid=0 ses=1 pid=3 comm="${comm}" exe="/bin/${comm}" ` +
      'sig=0 arch=c000003e syscall=102 compat=0 ip=0x7f code=0x7ffc0000\n';
    for (const texts of [
      [audited('web'), audited('db')],
      [audited('db'), audited('web')],
    ]) {
      const found = await readWell(texts, { by: 'process', select: ['process=web'] });
      expect(syscallsOf(found)).toEqual({ 'process web': ['getuid'] });
      expect(problemsOf(found)).not.toContain('nothing-selected 0');
      expect(problemsOf(found)).not.toContain('nothing-selected 1');
    }
    expect(problemsOf(await readWell([audited('db'), audited('db')], { select: ['process=web'] }))).toEqual([
      'nothing-selected 0',
      'nothing-selected 1',
    ]);
  });

  it('is told when nothing matches in any', async () => {
    const found = await readWell([nginx, other], { select: ['pod=nowhere'] });
    expect(problemsOf(found)).toEqual(['nothing-selected']);
  });
});

describe('files that hold no events', () => {
  const event = line({ name: 'close', id: 3, ...web });
  const log = '{"level":"info","ts":1705501340.47,"msg":"x"}\n';
  const strace = '1 close(0) = 0\n';

  it.each([
    ['an empty file', '', 'inputs-partly-empty 1'],
    ['log lines', log, 'log-line 1:1'],
  ])('do not keep the others from being read: %s', async (_, text, problem) => {
    const after = await readWell([event, text]);
    const before = await readWell([text, event]);
    expect(problemsOf(after)).toContain(problem);
    expect(problemsOf(before)).toContain(problem.replace(' 1', ' 0'));
    for (const { recordings } of [after, before]) {
      expect(recordings.map(({ subject }) => subject.name)).toEqual(['nginx:1']);
      expect(recordings[0]?.gaps).toHaveLength(1);
    }
  });

  it('are no gap of a trace of another run', async () => {
    const found = await readWell([strace, '']);
    expect(problemsOf(found)).toEqual(['inputs-partly-empty 1']);
    expect(found.recordings.map(({ gaps }) => gaps)).toEqual([[]]);
  });

  it('are an error when there is nothing else', async () => {
    expect(problemsOf(await readWell(['', '']))).toEqual(['input-empty 0', 'input-empty 1']);
  });
});

describe('inputs that are subjects themselves', () => {
  const strace = '1 close(0) = 0\n';
  const host = line({ name: 'close', id: 3 });

  it('stay in the order in which they are named, whatever their format', async () => {
    const found = await readWell([host, strace, host]);
    expect(found.recordings.map(({ subject }) => subject.name)).toEqual(['stream0', 'stream1', 'stream2']);
  });

  it('are not taken for one because their files have one name', async () => {
    const path = join(temporaryFolder(), 'stream0.json');
    writeFileSync(path, host);
    const order = readIngestOrder(defaults);
    if (!order.ok) throw new Error(order.problem.kind);
    writeFileSync(join(folder, 'stream0.json'), host);
    const found = await readInputs([path, join(folder, 'stream0.json')], order.value, new IngestProgress('none', {}));
    expect(found).toEqual({
      ok: false,
      problem: { kind: 'subjects-collide', source: join(folder, 'stream0.json'), what: 'stream0' },
    });
  });
});
