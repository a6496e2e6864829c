import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Input, openInputs } from '../../src/io/input.ts';
import { RecordingBuilder } from '../../src/model/recording-builder.ts';
import { parsersFor } from '../../src/parsers/index.ts';
import { parseInput } from '../../src/parsers/parse-input.ts';
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
});
