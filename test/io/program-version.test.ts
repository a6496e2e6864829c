import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programVersion } from '../../src/io/program-version.ts';
import { writeScript } from '../record/tool.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const before = process.env.PATH;
let bin: string;
beforeEach(() => {
  bin = join(temporaryFolder(), 'bin');
  mkdirSync(bin);
  process.env.PATH = `${bin}:${before}`;
});
afterEach(() => {
  process.env.PATH = before;
});

describe('the version of a program', () => {
  it.each([
    ['Docker version 28.2.2, build e6534b4', '28.2.2'],
    ['podman version 4.3.1', '4.3.1'],
    ['bpftrace v0.17.0', '0.17.0'],
    ['youki version: 0.5.7\ncommit: 0.5.7-0-ab12', '0.5.7'],
    ['AppArmor parser version 3.0.8\nCopyright (C) 1999-2008 Novell Inc.', '3.0.8'],
  ])('is found in %s', async (printed, version) => {
    writeScript(join(bin, 'tool'), `cat <<'END'\n${printed}\nEND`);
    expect(await programVersion('tool')).toEqual({ ok: true, value: version });
  });

  it('is that of a real one', async () => {
    expect(await programVersion('git')).toMatchObject({ ok: true, value: expect.stringMatching(/^\d+\.\d+/) });
  });

  it('is nothing where there is none', async () => {
    expect(await programVersion('no-such-tool')).toBeUndefined();
  });

  it('is nothing to go by where it fails, or says something else', async () => {
    writeScript(join(bin, 'tool'), 'echo version 1.2; exit 1');
    expect(await programVersion('tool')).toMatchObject({ problem: { what: 'tool --version: version 1.2' } });
    writeScript(join(bin, 'tool'), 'echo hello');
    expect(await programVersion('tool')).toMatchObject({ problem: { what: 'tool --version: hello' } });
  });
});
