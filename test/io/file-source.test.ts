import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../src/io/byte-source.ts';
import { FileSource, headLimit } from '../../src/io/file-source.ts';
import { StreamSource } from '../../src/io/stream-source.ts';
import { temporaryFolder } from '../temporary-folder.ts';

async function all(source: ByteSource): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source.chunks()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function pattern(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 7 + (index >> 8)) & 0xff));
}

function fileOf(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, bytes);
  return path;
}

async function* inPieces(bytes: Buffer, size: number) {
  const memory = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) yield memory.subarray(0, bytes.copy(memory, 0, at));
}

const sizes = [0, 1, headLimit - 1, headLimit, headLimit + 1, 2_500_000];
const kinds = [
  ['a file', (bytes: Buffer) => new FileSource(fileOf(bytes))],
  ['a stream', (bytes: Buffer) => new StreamSource('-', inPieces(bytes, 1000))],
] as const;

describe.each(kinds)('%s as a source', (_, sourceOf) => {
  it.each(sizes)('gives %i bytes, looked at before or not', async (length) => {
    const bytes = pattern(length);
    expect(Buffer.compare(await all(sourceOf(bytes)), bytes)).toBe(0);
    const source = sourceOf(bytes);
    const head = await source.head();
    expect(Buffer.compare(head.bytes, bytes.subarray(0, headLimit))).toBe(0);
    expect(head.text).toBe(bytes.subarray(0, headLimit).toString('latin1'));
    if (length !== headLimit) expect(head.complete).toBe(length < headLimit);
    expect(await source.head()).toBe(head);
    expect(Buffer.compare(await all(source), bytes)).toBe(0);
    expect(source.failure).toBeUndefined();
  });

  it('can be left early', async () => {
    const source = sourceOf(pattern(2_500_000));
    for await (const chunk of source.chunks()) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(await all(source)).toHaveLength(0);
  });
});

describe('FileSource', () => {
  it('reads a FIFO', async () => {
    const path = join(temporaryFolder(), 'fifo');
    execFileSync('mkfifo', [path]);
    const writer = spawn('sh', ['-c', 'for i in 1 2 3; do echo $i; sleep 0.05; done > "$0"', path]);
    const source = new FileSource(path);
    expect((await source.head()).text).toBe('1\n2\n3\n');
    expect((await all(source)).toString()).toBe('1\n2\n3\n');
    await new Promise((resolve) => (writer.exitCode === null ? writer.once('exit', resolve) : resolve(0)));
  });

  it('says where a regular file is and how long, once it is open', async () => {
    const path = fileOf(Buffer.from('abc'));
    const source = new FileSource(path);
    expect(source.file).toBeUndefined();
    await source.head();
    expect(source.file).toEqual({ path, size: 3 });
    await source.close();
    const device = new FileSource('/dev/null');
    await device.head();
    expect(device.file).toBeUndefined();
  });

  it('reads a device, and a file that says it is empty', async () => {
    expect(await all(new FileSource('/dev/null'))).toHaveLength(0);
    expect((await all(new FileSource('/proc/self/status'))).toString()).toContain('Pid:');
  });

  it('tells what stands in the way', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'secret');
    writeFileSync(file, 'x');
    chmodSync(file, 0);
    const failures: unknown[] = [];
    for (const path of [join(folder, 'none'), join(file, 'below'), folder]) {
      const source = new FileSource(path);
      expect((await source.head()).bytes).toHaveLength(0);
      expect(await all(source)).toHaveLength(0);
      failures.push(source.failure);
    }
    expect(failures).toEqual([
      { kind: 'input-not-found', source: join(folder, 'none') },
      { kind: 'input-not-found', source: join(file, 'below') },
      { kind: 'input-is-directory', source: folder },
    ]);
  });

  it('tells that it may not read', async () => {
    const file = fileOf(Buffer.from('x'));
    chmodSync(file, 0);
    const source = new FileSource(file);
    // Root may read anything.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      await source.open();
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
    expect(source.failure).toEqual({ kind: 'input-unreadable', what: 'EACCES', source: file });
  });

  it('tells when reading fails half way', async () => {
    // The memory of process 0 cannot be read at address 0: open(2) succeeds, read(2) gives EIO.
    const source = new FileSource('/proc/self/mem');
    expect(await all(source)).toHaveLength(0);
    expect(source.failure).toEqual({ kind: 'input-unreadable', what: 'EIO', source: '/proc/self/mem' });
  });
});

describe('StreamSource', () => {
  it('tells when the stream breaks', async () => {
    async function* breaking() {
      yield Buffer.from('abc');
      throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
    }
    const source = new StreamSource('-', breaking());
    expect((await all(source)).toString()).toBe('abc');
    expect(source.failure).toEqual({ kind: 'input-unreadable', what: 'ECONNRESET', source: '-' });
  });
});
