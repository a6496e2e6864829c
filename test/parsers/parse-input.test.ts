import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Input, openInputs } from '../../src/io/input.ts';
import { RecordingBuilder } from '../../src/model/recording-builder.ts';
import { parsersFor } from '../../src/parsers/index.ts';
import { parseInput } from '../../src/parsers/parse-input.ts';
import type { Parser } from '../../src/parsers/parser.ts';
import { temporaryFolder } from '../temporary-folder.ts';

async function parsed(path: string, format = 'auto') {
  const opened = await openInputs(path);
  const inputs: Input[] = opened.ok ? opened.value : [];
  const builder = new RecordingBuilder();
  const used: (string | undefined)[] = [];
  for (const input of inputs) {
    const context = { subject: { kind: 'command', name: 'x' }, abi: 'x86_64', candidates: parsersFor(format) } as const;
    used.push((await parseInput(input, builder, context))?.id);
  }
  const [recording] = builder.recordings();
  return { used, runs: recording?.runs, abis: recording?.abis, problems: builder.problems() };
}

function fileWith(text: string): string {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, text, 'latin1');
  return path;
}

describe('parseInput', () => {
  it('finds the format and reads it', async () => {
    const { used, runs, problems } = await parsed(fileWith('close(0) = 0\n'));
    expect([used, runs, problems]).toEqual([['strace-log'], 1, []]);
  });

  it('says what is wrong with an input instead', async () => {
    const empty = fileWith('');
    expect((await parsed(empty)).problems).toEqual([{ kind: 'input-empty', source: empty }]);
    const text = fileWith('hello\n');
    expect((await parsed(text)).problems).toEqual([{ kind: 'format-unknown', what: 'text', source: text }]);
    expect((await parsed(text)).used).toEqual([undefined]);
  });

  it('takes a single format at its word', async () => {
    const { used, problems } = await parsed(fileWith('hello\n'), 'strace-log');
    expect([used, problems.map(({ kind }) => kind)]).toEqual([['strace-log'], ['line-unparsable']]);
    const empty = fileWith('');
    expect((await parsed(empty, 'strace-log')).problems).toEqual([{ kind: 'input-empty', source: empty }]);
  });

  it('reads the files of a folder as one run, with problems in their own files', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'more'));
    writeFileSync(join(folder, 'log.1000'), 'close(0) = 0\nexit_group(0) = ?\n+++ exited with 0 +++\n');
    writeFileSync(join(folder, 'log.999'), 'execve("x") = 0\npause( <unfinished ...>\n+++ killed by SIGKILL +++\n');
    writeFileSync(join(folder, 'log.1001'), 'close(0) = 0\nhello\nread(0, ');
    const { runs, abis, problems } = await parsed(folder);
    expect(runs).toBe(1);
    expect(abis?.[0]?.syscalls.map(({ name, calls }) => [name, calls])).toEqual([
      ['close', 2],
      ['execve', 1],
      ['exit_group', 1],
      ['pause', 1],
      ['read', 1],
    ]);
    const source = join(folder, 'log.1001');
    expect(problems).toEqual([
      { kind: 'line-truncated', source, line: 3 },
      { kind: 'line-unparsable', source, line: 2 },
    ]);
  });

  it('reads packed data, and what comes before a cut', async () => {
    const path = join(temporaryFolder(), 'file');
    const packed = gzipSync('close(0) = 0\nread(0, "", 1) = 0\n');
    writeFileSync(path, packed);
    const whole = await parsed(path);
    expect([whole.used, whole.abis?.[0]?.syscalls.length, whole.problems]).toEqual([['strace-log'], 2, []]);
    writeFileSync(path, packed.subarray(0, packed.length - 3));
    const cut = await parsed(path);
    expect([cut.used, cut.abis?.[0]?.syscalls.length]).toEqual([['strace-log'], 2]);
    const problem = { kind: 'compressed-truncated', what: 'it ends too early', source: path };
    expect(cut.problems).toEqual([problem]);
    writeFileSync(path, packed.subarray(0, 10));
    const nothing = await parsed(path);
    expect([nothing.used, nothing.problems]).toEqual([[undefined], [problem, { kind: 'input-empty', source: path }]]);
    writeFileSync(path, gzipSync(packed));
    expect((await parsed(path)).problems).toEqual([
      { kind: 'format-unknown', what: 'gzip-compressed data, packed twice', source: path },
    ]);
  });

  it('does not look for containers where the format does not tell them', async () => {
    const path = fileWith('close(0) = 0\n');
    const ask = async (more: object) => {
      const opened = await openInputs(path);
      const builder = new RecordingBuilder();
      const context = { subject: { kind: 'command', name: 'x' }, abi: 'x86_64', ...more } as const;
      if (opened.ok && opened.value[0] !== undefined) await parseInput(opened.value[0], builder, context);
      return [builder.recordings().length, ...builder.problems()];
    };
    expect(await ask({ by: 'pod' })).toEqual([0, { kind: 'by-not-told', what: '--by pod', source: path }]);
    expect(await ask({ select: [{ key: 'id', value: 'a' }] })).toEqual([
      0,
      { kind: 'by-not-told', what: '--select id=a', source: path },
    ]);
    expect(await ask({ by: 'all', select: [] })).toEqual([1]);
  });

  it('leaves a file to a reader of ranges, reads it in order when that will not, and tells either', async () => {
    const path = fileWith('one\ntwo\n');
    const told: unknown[] = [];
    const parser: Parser = {
      id: 'fake',
      title: '',
      detect: () => 1,
      parse: () => Promise.reject(new Error('it is told with others')),
      ranges: {
        async gather(source) {
          let text = '';
          for await (const chunk of source.chunks()) text += Buffer.from(chunk).toString();
          return text;
        },
        isOpen: () => false,
        held: () => 0,
        read: () => undefined,
        tell(inputs) {
          for (const { label, findings } of inputs) told.push([...findings, label]);
          return Promise.resolve([]);
        },
      },
    };
    const read = async (findings: readonly unknown[] | undefined) => {
      const opened = await openInputs(path);
      const context = { subject: { kind: 'command', name: 'x' }, abi: 'x86_64', candidates: [parser] } as const;
      const readRanges = () => Promise.resolve(findings);
      if (opened.ok && opened.value[0] !== undefined)
        await parseInput(opened.value[0], new RecordingBuilder(), { ...context, readRanges });
    };
    await read(['a', 'b']);
    await read(undefined);
    expect(told).toEqual([
      ['a', 'b', path],
      ['one\ntwo\n', path],
    ]);
  });
});
