import { readFile } from 'node:fs/promises';
import { programVersion } from '../io/program-version.ts';
import type { OptionalFacts } from '../model/machine.ts';

/** Whether the kernel confines with AppArmor (its documentation, admin-guide/LSM/apparmor.rst), and its compiler. */
export async function readAppArmor(): Promise<OptionalFacts['apparmor']> {
  const [enabled, parser] = await Promise.all([
    readFile('/sys/module/apparmor/parameters/enabled', 'utf8').then(
      (text) => text.trim() === 'Y',
      () => false,
    ),
    programVersion('apparmor_parser'),
  ]);
  return { enabled, parser };
}
