import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

/** Runs a test with a folder that is a file system of its own, of `size` as mount(8) takes it (`64k`), and soon full. */
export async function withSmallDisk(size: string, test: (disk: string) => Promise<void>): Promise<void> {
  const disk = join(temporaryFolder(), 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]);
  try {
    await test(disk);
  } finally {
    execFileSync('umount', [disk]);
  }
}
