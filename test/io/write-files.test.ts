import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { writeFiles } from '../../src/io/write-files.ts';
import { withSmallDisk } from '../small-disk.ts';
import { temporaryFolder } from '../temporary-folder.ts';

describe('writeFiles', () => {
  it('writes all files, making folders, readable as the umask says', async () => {
    const folder = temporaryFolder();
    const a = join(folder, 'deep/er/a.json');
    const b = join(folder, 'b.yaml');
    expect(
      await writeFiles([
        { path: a, content: 'a\n' },
        { path: b, content: 'b\n' },
      ]),
    ).toEqual({ ok: true, value: [a, b] });
    expect(readFileSync(a, 'utf8')).toBe('a\n');
    expect(readFileSync(b, 'utf8')).toBe('b\n');
    expect(statSync(b).mode & 0o777).toBe(0o666 & ~process.umask());
    expect(readdirSync(folder).sort()).toEqual(['b.yaml', 'deep']);
  });

  it('changes no file when one of them cannot be written', async () => {
    const folder = temporaryFolder();
    const kept = join(folder, 'kept.json');
    writeFileSync(kept, 'old');
    writeFileSync(join(folder, 'file'), '');
    const bad = join(folder, 'file/below.json');
    const result = await writeFiles([
      { path: kept, content: 'new' },
      { path: bad, content: 'x' },
    ]);
    expect(result).toMatchObject({ ok: false, problem: { kind: 'output-unwritable', source: bad } });
    expect(readFileSync(kept, 'utf8')).toBe('old');
    expect(readdirSync(folder).sort()).toEqual(['file', 'kept.json']);
  });

  it('writes any number of files, or none of them and names the first that cannot be written', async () => {
    const folder = temporaryFolder();
    const files = Array.from({ length: 200 }, (_, index) => ({
      path: join(folder, `new/${index % 3}/${index}.json`),
      content: `${index}\n`,
    }));
    expect(await writeFiles(files)).toEqual({ ok: true, value: files.map(({ path }) => path) });
    for (const { path, content } of files) expect(readFileSync(path, 'utf8')).toBe(content);
    expect(readdirSync(join(folder, 'new'), { recursive: true })).toHaveLength(203);
    const bad = [join(folder, 'new/0/0.json/a'), join(folder, 'new/0/3.json/b')];
    const others = files.map(({ path }) => ({ path, content: 'changed' }));
    const [first = '', second = ''] = bad;
    const mixed = [...others.slice(0, 20), { path: first, content: '' }, { path: second, content: '' }, ...others];
    expect(await writeFiles(mixed)).toMatchObject({ ok: false, problem: { kind: 'output-unwritable', source: first } });
    for (const { path, content } of files) expect(readFileSync(path, 'utf8')).toBe(content);
    expect(readdirSync(join(folder, 'new'), { recursive: true })).toHaveLength(203);
  });

  it('replaces a symbolic link, not what it points to', async () => {
    const folder = temporaryFolder();
    const target = join(folder, 'target');
    const link = join(folder, 'link');
    writeFileSync(target, 'untouched');
    symlinkSync(target, link);
    expect((await writeFiles([{ path: link, content: 'new' }])).ok).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('untouched');
    expect(readFileSync(link, 'utf8')).toBe('new');
  });

  it('writes to a FIFO instead of replacing it', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'fifo');
    execFileSync('mkfifo', [path]);
    const reader = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'ignore'] });
    const said = new Promise((resolve) => reader.stdout.once('data', (chunk) => resolve(String(chunk))));
    expect((await writeFiles([{ path, content: 'through\n' }])).ok).toBe(true);
    expect(await said).toBe('through\n');
    expect(statSync(path).isFIFO()).toBe(true);
  });

  it('writes all of it to a FIFO whose reader comes late and takes its time', async () => {
    const path = join(temporaryFolder(), 'fifo');
    execFileSync('mkfifo', [path]);
    const content = 'é23456789\n'.repeat(50_000);
    const written = writeFiles([{ path, content }]);
    await delay(100);
    const reader = spawn('sh', ['-c', 'exec <"$1"; sleep 0.2; exec cat', 'sh', path], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const said: Buffer[] = [];
    reader.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    const closed = once(reader, 'close');
    expect(await written).toEqual({ ok: true, value: [path] });
    await closed;
    expect(Buffer.concat(said).toString() === content).toBe(true);
  });

  it('says that the reader of a FIFO went away', async () => {
    const path = join(temporaryFolder(), 'fifo');
    execFileSync('mkfifo', [path]);
    const reader = spawn('sh', ['-c', 'exec <"$1"; sleep 0.2', 'sh', path], { stdio: 'ignore' });
    const closed = once(reader, 'close');
    expect(await writeFiles([{ path, content: 'x'.repeat(1 << 20) }])).toEqual({
      ok: false,
      problem: { kind: 'output-unwritable', what: 'EPIPE', source: path },
    });
    await closed;
  });

  it('leaves devices what they are', async () => {
    expect((await writeFiles([{ path: '/dev/null', content: 'x' }])).ok).toBe(true);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(await writeFiles([{ path: '/dev/full', content: 'x' }])).toEqual({
      ok: false,
      problem: { kind: 'output-unwritable', what: 'ENOSPC', source: '/dev/full' },
    });
  });

  it('leaves nothing behind on a full disk', async () => {
    await withSmallDisk('64k', async (disk) => {
      const path = join(disk, 'big.json');
      const result = await writeFiles([{ path, content: 'x'.repeat(1 << 20) }]);
      expect(result).toEqual({ ok: false, problem: { kind: 'output-unwritable', what: 'ENOSPC', source: path } });
      expect(readdirSync(disk)).toEqual([]);
    });
  });

  it('names the folder that may not be written to', async () => {
    // Where Node's own recursive mkdir never returns.
    const path = '/proc/self/nothing/a.json';
    expect(await writeFiles([{ path, content: '' }])).toMatchObject({
      ok: false,
      problem: { kind: 'output-unwritable', source: path },
    });
  });
});
