import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openInputs } from '../../src/io/input.ts';
import { temporaryFolder } from '../temporary-folder.ts';

describe('openInputs', () => {
  it('opens a file', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'abc');
    const opened = await openInputs(path);
    expect(opened.ok && opened.value.map(({ label, parts }) => [label, parts.length])).toEqual([[path, 1]]);
    if (opened.ok) await opened.value[0]?.close();
  });

  it('finds the runs in a folder of strace -ff, the oldest process first', async () => {
    const folder = temporaryFolder();
    for (const name of ['b.10', 'b.9', 'b.100', 'a.b.7', 'b.x', 'c', '.1', 'b.0', 'b.99999999'])
      writeFileSync(join(folder, name), '');
    mkdirSync(join(folder, 'b.11'));
    const opened = await openInputs(folder);
    expect(opened.ok && opened.value.map(({ label, parts }) => [label, parts.map((part) => part.label)])).toEqual([
      [join(folder, 'a.b'), [join(folder, 'a.b.7')]],
      [join(folder, 'b'), ['b.9', 'b.10', 'b.100'].map((name) => join(folder, name))],
    ]);
  });

  it('tells what stands in the way', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file.txt'), '');
    expect(await openInputs(folder)).toEqual({ ok: false, problem: { kind: 'input-is-directory', source: folder } });
    const path = join(folder, 'no\n\u001b[31m');
    expect(await openInputs(path)).toEqual({ ok: false, problem: { kind: 'input-not-found', source: path } });
  });

  it('reads standard input, be it a pipe, a file or nothing', () => {
    const module = fileURLToPath(new URL('../../dist/io/input.js', import.meta.url));
    const script = `
      const { openInputs } = await import(${JSON.stringify(module)});
      const [input] = (await openInputs('-')).value;
      let length = (await input.parts[0].head()).bytes.length;
      for await (const chunk of input.parts[0].chunks()) length += chunk.length;
      await input.close();
      console.log(input.label, length);`;
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, 'x'.repeat(100_000));
    const read = (stdin: string) =>
      spawnSync('sh', ['-c', `${stdin} "$0" --input-type=module -e "$1"`, process.execPath, script, file], {
        input: 'x'.repeat(100_000),
        encoding: 'utf8',
      }).stdout;
    const whole = `- ${65_536 + 100_000}\n`;
    expect([read(''), read('cat "$2" |'), read('< "$2"'), read('< /dev/null')]).toEqual([whole, whole, whole, '- 0\n']);
  });
});
