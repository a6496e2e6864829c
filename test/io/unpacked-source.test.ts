import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FileSource, headLimit } from '../../src/io/file-source.ts';
import { StreamSource } from '../../src/io/stream-source.ts';
import { UnpackedSource } from '../../src/io/unpacked-source.ts';
import { temporaryFolder } from '../temporary-folder.ts';

function logText(from: number, to: number): string {
  let text = '';
  for (let index = from; index < to; index++) {
    const name = (index * 7919) % 104_729;
    text += `${1000 + (index % 7)} openat(AT_FDCWD, "/usr/lib/x${name}", O_RDONLY) = ${index % 40}\n`;
  }
  return text;
}

// Made with zstd 1.5.4: a frame of -3 --check from a pipe, a skippable frame, a frame of -19 --no-check, an empty one, and
// one of repeated bytes.
const frames = readFileSync(fileURLToPath(new URL('frames.zst', import.meta.url)));
const framesText = `${logText(0, 4000)}${logText(4000, 4003)}${'x'.repeat(300_000)}\n`;
const firstFrame = frames.indexOf(Buffer.from([0x5a, 0x2a, 0x4d, 0x18]));

const members = Buffer.concat([gzipSync(logText(0, 4000)), gzipSync(''), gzipSync(logText(4000, 9000), { level: 1 })]);
const membersText = logText(0, 9000);

async function* inPieces(bytes: Buffer, size: number) {
  const memory = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) yield memory.subarray(0, bytes.copy(memory, 0, at, at + size));
}

async function unpack(bytes: Buffer, size = 1000) {
  const source = new UnpackedSource(new StreamSource('x', inPieces(bytes, size)));
  const chunks: Buffer[] = [];
  for await (const chunk of source.chunks()) chunks.push(Buffer.from(chunk));
  return { text: Buffer.concat(chunks).toString('latin1'), failure: source.failure };
}

function damage(what: string) {
  return { kind: 'compressed-truncated', what, source: 'x' };
}

const formats = [
  ['gzip', members, membersText],
  ['zstd', frames, framesText],
] as const;

describe.each(formats)('%s data', (name, packed, text) => {
  it.each([1, 3, 7, 1000, 65_536, 1_000_000])('unpacks from pieces of %i', async (size) => {
    const unpacked = await unpack(packed, size);
    expect(unpacked.failure).toBeUndefined();
    expect(unpacked.text === text).toBe(true);
  });

  it('unpacks from a file, with a head of what is inside', async () => {
    const path = join(temporaryFolder(), 'misnamed.log');
    writeFileSync(path, packed);
    const source = new UnpackedSource(new FileSource(path));
    const head = await source.head();
    expect(head).toMatchObject({ text: text.slice(0, headLimit), complete: false });
    expect(source.file).toBeUndefined();
    let length = 0;
    for await (const chunk of source.chunks()) length += chunk.length;
    expect([length, source.failure]).toEqual([text.length, undefined]);
  });

  it('keeps what comes before a cut, wherever it is', async () => {
    for (let cut = 5; cut < packed.length; cut += Math.ceil(packed.length / 60)) {
      const unpacked = await unpack(packed.subarray(0, cut));
      expect(text.startsWith(unpacked.text)).toBe(true);
      // A cut between members or frames leaves whole data.
      const isWhole = [logText(0, 4000), logText(0, 4003)].includes(unpacked.text);
      if (!isWhole) expect(unpacked.failure, `cut at ${cut}`).toEqual(damage('it ends too early'));
    }
    const late = await unpack(packed.subarray(0, packed.length - 1));
    expect(late.text === text).toBe(true);
    expect(late.failure).toEqual(damage('it ends too early'));
  });

  it('tells of damage anywhere, and never gives other bytes in silence', async () => {
    for (let at = 20; at < packed.length; at += Math.ceil(packed.length / 200)) {
      // The second frame has no checksum, by choice of who made it.
      if (name === 'zstd' && at >= firstFrame) break;
      const bad = Buffer.from(packed);
      bad[at] = (bad[at] ?? 0) ^ 0x10;
      const { text: got, failure } = await unpack(bad, 65_536);
      expect(got === text || failure?.kind === 'compressed-truncated', `at ${at}`).toBe(true);
    }
  });

  it('tells of what follows', async () => {
    const { text: got, failure } = await unpack(Buffer.concat([packed, Buffer.from('garbage behind the end')]));
    expect(got === text).toBe(true);
    expect(failure).toEqual(damage('something else behind its end'));
  });

  it('can be left early', async () => {
    const source = new UnpackedSource(new StreamSource('x', inPieces(packed, 100)));
    for await (const chunk of source.chunks()) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await source.close();
    expect(source.failure).toBeUndefined();
  });
});

describe('UnpackedSource', () => {
  it('gives other data as it is', async () => {
    for (const text of ['', 'a\n', '\u001f', '\u001f\u008b', '\u0028\u00b5\u002f', 'x'.repeat(200_000)]) {
      const unpacked = await unpack(Buffer.from(text, 'latin1'));
      expect([unpacked.text === text, unpacked.failure]).toEqual([true, undefined]);
    }
  });

  it('passes over the zeros that a tape or a file system leaves behind gzip data', async () => {
    for (const zeros of [1, 100, 20_000]) {
      const padded = Buffer.concat([members, Buffer.alloc(zeros)]);
      for (const size of [1000, 1_000_000]) {
        const unpacked = await unpack(padded, size);
        expect([unpacked.text === membersText, unpacked.failure]).toEqual([true, undefined]);
      }
    }
    const dirty = await unpack(Buffer.concat([members, Buffer.alloc(20_000), Buffer.from('x')]));
    expect(dirty.failure).toEqual(damage('something else behind its end'));
  });

  it('reads a gzip header with all that there may be in it', async () => {
    // FHCRC, FEXTRA, FNAME, FCOMMENT (RFC 1952, 2.3.1).
    const plain = gzipSync('text');
    const extra = Buffer.from([3, 0, 1, 2, 3]);
    const rich = Buffer.concat([plain.subarray(0, 10), extra, Buffer.from('name\0comment\0xx'), plain.subarray(10)]);
    rich[3] = 0x1e;
    for (const size of [1, 1000]) expect(await unpack(rich, size)).toEqual({ text: 'text', failure: undefined });
    for (let cut = 10; cut < rich.length; cut++) {
      expect((await unpack(rich.subarray(0, cut))).failure).toEqual(damage('it ends too early'));
    }
    rich[3] = 0x20;
    expect((await unpack(rich)).failure).toEqual(damage('a reserved bit is set'));
  });

  it('verifies the checksum and the length at the end of a gzip member', async () => {
    for (const [at, what] of [
      [8, 'the checksum differs'],
      [4, 'the length differs'],
    ] as const) {
      const bad = gzipSync('text');
      bad[bad.length - at] = (bad[bad.length - at] ?? 0) ^ 1;
      expect(await unpack(bad)).toEqual({ text: 'text', failure: damage(what) });
    }
  });

  it('unpacks a bomb in pieces', async () => {
    const zeros = 50_000_000;
    const bomb = gzipSync(Buffer.alloc(zeros));
    expect(bomb.length).toBeLessThan(60_000);
    const source = new UnpackedSource(new StreamSource('x', inPieces(bomb, 1_000_000)));
    let length = 0;
    let most = 0;
    for await (const chunk of source.chunks()) {
      length += chunk.length;
      most = Math.max(most, chunk.length);
    }
    expect(length).toBe(zeros);
    expect(most).toBeLessThanOrEqual(headLimit);
  });

  const header = (...bytes: number[]) => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...bytes]);
  const wrong: readonly (readonly [string, Buffer, string])[] = [
    ['a window of 3.75 TiB', header(0x00, 0xff, 0x01, 0, 0), 'it needs a window of 3932160 MiB'],
    ['a segment of 2^63 bytes', header(0xe0, 0, 0, 0, 0, 0, 0, 0, 0x80), 'it needs a window of 8796093022208 MiB'],
    ['a dictionary', header(0x01, 0x00, 0x07, 0x01, 0, 0), 'it needs a dictionary'],
    ['a reserved bit', header(0x08, 0x00, 0x01, 0, 0), 'a reserved bit is set'],
    ['a reserved kind of block', header(0x00, 0x00, 0x07, 0, 0), 'not a block'],
    ['a block over the limit', header(0x00, 0x00, 0x01, 0, 0xff), 'not a block'],
    ['a header cut short', header(0x00), 'it ends too early'],
    ['a skippable frame cut short', Buffer.from('502a4d18ffffffff00', 'hex'), 'it ends too early'],
  ];
  it.each(wrong)('does not unpack zstd data with %s', async (_, bytes, what) => {
    expect(await unpack(bytes)).toMatchObject({ text: '', failure: damage(what) });
  });

  it('unpacks a hundred thousand frames', async () => {
    // A block of one byte, eight times.
    const frame = header(0x00, 0x00, 0x43, 0x00, 0x00, 0x61);
    const { text, failure } = await unpack(Buffer.concat(Array.from({ length: 100_000 }, () => frame)), 65_536);
    expect([text.length, failure]).toEqual([800_000, undefined]);
  });

  it('tells why packed data could not be read to its end', async () => {
    async function* breaking() {
      yield members.subarray(0, 5000);
      throw Object.assign(new Error('gone'), { code: 'EIO' });
    }
    const source = new UnpackedSource(new StreamSource('x', breaking()));
    let text = '';
    for await (const chunk of source.chunks()) text += Buffer.from(chunk).toString();
    expect(text.length).toBeGreaterThan(1000);
    expect(membersText.startsWith(text)).toBe(true);
    expect(source.failure).toEqual({ kind: 'input-unreadable', what: 'EIO', source: 'x' });
  });
});
