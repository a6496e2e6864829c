import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { rangesReader } from '../../src/cli/read-ranges.ts';
import type { RangeSource } from '../../src/io/byte-source.ts';
import { FileSource } from '../../src/io/file-source.ts';
import type { ParseContext, Parser, RangeContext } from '../../src/parsers/parser.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const context: ParseContext = { subject: { kind: 'command', name: 'x' }, abi: 'x86_64', by: 'pod', exact: true };

function parserOf(read: (source: RangeSource, context: RangeContext) => unknown): Parser {
  return {
    id: 'no such parser',
    title: '',
    detect: () => 0,
    parse: () => Promise.resolve(),
    ranges: {
      gather: () => Promise.resolve(),
      isOpen: () => false,
      held: () => 0,
      read,
      tell: () => Promise.resolve([]),
    },
  };
}

async function fileOf(text: string): Promise<FileSource> {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, text);
  const source = new FileSource(path);
  await source.open();
  await source.close();
  return source;
}

function readAll(source: RangeSource): string {
  const into = Buffer.alloc(5);
  let text = '';
  for (let count = source.read(into, 0, 5); count > 0; count = source.read(into, 0, 5))
    text += into.toString('latin1', 0, count);
  return text;
}

/** For files of any size. */
function reader(threads: number): ReturnType<typeof rangesReader> {
  return rangesReader(threads, { rangesFrom: 0, threadsFrom: 0 });
}

describe('rangesReader', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('reads the whole file as one range in this thread, when that is all there are to be', async () => {
    const seen: unknown[] = [];
    const parser = parserOf((source, told) => {
      seen.push([source.label, told]);
      return { text: readAll(source) };
    });
    const part = await fileOf('a line\nanother\nlast');
    expect(await reader(1)(parser, part, context)).toEqual([{ text: 'a line\nanother\nlast' }]);
    expect(seen).toEqual([[part.label, { by: 'pod', exact: true, isWhole: true }]]);
  });

  it('leaves small files, and what is no file, to be read in order', async () => {
    const parser = parserOf(() => 'read');
    const part = await fileOf('12345');
    expect(await rangesReader(1, { rangesFrom: 6 })(parser, part, context)).toBeUndefined();
    expect(await rangesReader(1, { rangesFrom: 5 })(parser, part, context)).toEqual(['read']);
    expect(await rangesReader(1)(parser, part, context)).toBeUndefined();
    expect(await reader(1)(parser, new FileSource('/dev/null'), context)).toBeUndefined();
  });

  it('leaves a file to be read in order that does not come in lines, or cannot be read', async () => {
    const part = await fileOf('12345');
    const unwilling = parserOf(() => undefined);
    expect(await reader(1)(unwilling, part, context)).toBeUndefined();
    const gone = { label: 'x', file: { path: '/nowhere', size: 10 } } as unknown as FileSource;
    expect(await reader(1)(parserOf(readAll), gone, context)).toBeUndefined();
  });

  it('leaves a file to be read in order when a thread fails', async () => {
    // The worker does not know this parser; where it is not compiled, it does not even load.
    const part = await fileOf('12345');
    const progress = vi.fn();
    expect(await reader(3)(parserOf(readAll), part, { ...context, progress })).toBeUndefined();
  });

  it('lets a signal end the process while this thread is busy, and listens again afterwards', async () => {
    const listener = (): void => undefined;
    process.on('SIGINT', listener);
    try {
      const during: number[] = [];
      const parser = parserOf(() => {
        during.push(process.listenerCount('SIGINT'));
        throw new Error('a bug');
      });
      const reading = async () => reader(1)(parser, await fileOf('1'), context);
      await expect(reading()).rejects.toThrow('a bug');
      expect(during).toEqual([0]);
      expect(process.listeners('SIGINT')).toContain(listener);
    } finally {
      process.off('SIGINT', listener);
    }
  });
});
