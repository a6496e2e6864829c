import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recordingSchema } from '../../src/model/recording.ts';
import { RecordingBuilder } from '../../src/model/recording-builder.ts';
import { detectParser } from '../../src/parsers/detect.ts';
import { parsers } from '../../src/parsers/index.ts';
import type { Parser } from '../../src/parsers/parser.ts';
import { bytesSource } from '../parsers/bytes-source.ts';
import { parseText } from '../parsers/parse-text.ts';
import { type Fixture, filesOf } from '../parsers/strace-fixtures.ts';

const cutParts = Array.from({ length: 12 }, (_, part) => part);

/** What every parser must do, over its fixtures. */
export function describeParser(parser: Parser, fixtures: readonly Pick<Fixture, 'path'>[]): void {
  const files = fixtures.flatMap((fixture) => filesOf(fixture).map((path) => [path.split('/traces/')[1] ?? '', path]));

  describe(`${parser.id}, as every parser`, () => {
    it('has fixtures', () => {
      expect(files.length).toBeGreaterThan(0);
    });

    it.each(files)('knows %s without its name', async (_, path = '') => {
      const head = await bytesSource(readFileSync(path)).head();
      const found = detectParser(parsers, head, 'unknown');
      expect(found).toEqual({ ok: true, value: parser });
    });

    it.each(files)('finds the same in %s for every chunking', async (_, path = '') => {
      const bytes = readFileSync(path);
      const whole = await parseText(bytes, { parser });
      expect(recordingSchema.parse(whole.recording)).toEqual(whole.recording);
      for (const chunkSize of [1, 2, 3, 7]) expect(await parseText(bytes, { parser, chunkSize })).toEqual(whole);
    });

    it.each(files)('finds the same in %s with CRLF and a byte order mark', async (_, path = '') => {
      const text = readFileSync(path, 'latin1');
      const whole = await parseText(text, { parser });
      expect(await parseText(`\u00EF\u00BB\u00BF${text.replaceAll('\n', '\r\n')}`, { parser })).toEqual(whole);
    });

    // In parts, each of which has time enough on a busy machine.
    it.each(cutParts)('says so when a fixture is cut anywhere within a line, %i', async (part) => {
      const [, path = ''] = files.reduce((a, b) =>
        readFileSync(b[1] ?? '').length < readFileSync(a[1] ?? '').length ? b : a,
      );
      const text = readFileSync(path, 'latin1');
      const whole = await parseText(text, { parser });
      for (let length = 1 + part; length < text.length; length += cutParts.length) {
        const cut = await parseText(text.slice(0, length), { parser });
        expect(recordingSchema.safeParse(cut.recording).success).toBe(true);
        if (text[length - 1] === '\n') continue;
        const lost = JSON.stringify(cut.recording.abis) !== JSON.stringify(whole.recording.abis);
        if (lost) expect(cut.problems, `cut at ${length}`).not.toEqual([]);
      }
    });

    const noise = ['NUL', '\0'.repeat(5000)] as const;
    const hostile: readonly (readonly [string, string])[] = [
      noise,
      ['no newline at all', 'x'.repeat(3_000_000)],
      ['a 10 MB line between others', `read(0, "", 1) = 0\n${'y'.repeat(10_000_000)}\nclose(0) = 0\n`],
      ['a 10 MB call', `read(0, "${'y'.repeat(10_000_000)}", 1) = 0\n`],
      ['invalid UTF-8', '\xff\xfe\x80 \xc0\xaf\n'.repeat(50)],
      ['parentheses', `${'('.repeat(100_000)}\nread${'('.repeat(500_000)}\n`],
      ['prototype names', '__proto__(1) = 0\nconstructor(2) = -1 ENOENT (x)\ntoString(3) = 0\n'],
      ['endless names', Array.from({ length: 20_000 }, (_, index) => `name_${index}(1) = 0\n`).join('')],
      ['escapes', '\u001b[31mread(0) = 0\u001b[0m\n'],
    ];
    it.each(hostile)('survives %s and loses nothing silently', async (_, text) => {
      const { recording, problems } = await parseText(text, { parser });
      expect(recordingSchema.safeParse(recording).success).toBe(true);
      expect(problems).not.toEqual([]);
    });

    it('says nothing of an empty input', async () => {
      const { recording, problems } = await parseText('', { parser });
      expect(recording.runs).toBe(0);
      expect(recording.abis).toEqual([]);
      expect(problems).toEqual([]);
    });

    it('leaves when it is told to', async () => {
      const builder = new RecordingBuilder();
      const signal = AbortSignal.abort();
      const context = { subject: { kind: 'command', name: 'test' }, abi: 'x86_64', signal } as const;
      await parser.parse(bytesSource('read(0, "", 1) = 0\n'), builder, context);
      expect(builder.recordings().flatMap(({ abis }) => abis)).toEqual([]);
    });
  });
}
