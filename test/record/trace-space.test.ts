import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tryTraceSpace } from '../../src/record/trace-space.ts';
import { withSmallDisk } from '../small-disk.ts';
import { Scratch } from './scratch.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.dispose());

describe('the place for a trace', () => {
  it('is there, and is left as it was', () => {
    expect(tryTraceSpace()).toEqual({ ok: true });
    expect(scratch.files()).toEqual([]);
  });

  it('is not there', () => {
    process.env.TMPDIR = join(scratch.folder, 'nowhere');
    expect(tryTraceSpace()).toEqual({ ok: false, problem: { kind: 'output-unwritable', what: process.env.TMPDIR } });
  });

  it('is full', async () => {
    await withSmallDisk('64k', async (disk) => {
      process.env.TMPDIR = disk;
      try {
        writeFileSync(join(disk, 'full'), Buffer.alloc(1 << 20));
      } catch {}
      const found = tryTraceSpace();
      expect(found).toMatchObject({ ok: false, problem: { kind: 'output-unwritable' } });
      expect(!found.ok && found.problem.what).toContain('ENOSPC');
      expect(readdirSync(disk)).toEqual(['full']);
    });
  });
});
