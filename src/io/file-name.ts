import { createHash } from 'node:crypto';
import type { Subject } from '../model/subject.ts';
import { isSafeStem } from './safe-stem.ts';

/**
 * Turns a name from a stranger (a container name, a comm, a path's last part) into a file name stem that stays in its
 * folder. A name that has to be changed gets a suffix made from the whole of it, so that two different names never
 * meet in one file.
 */
export function fileStem(name: string): string {
  if (isSafeStem(name)) return name;
  const kept = name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 60)
    .replace(/[-.]+$/, '');
  return `${kept === '' ? 'subject' : kept}-${mark(name)}`;
}

/**
 * A file name stem for each subject, in the same order: `fileStem` of its name, and a suffix where two would meet in one
 * file. Those that differ in case only would, where a file system does not tell case.
 */
export function distinctStems(subjects: readonly Subject[]): string[] {
  let stems = subjects.map(({ name }) => fileStem(name));
  for (;;) {
    const counts = new Map<string, number>();
    for (const stem of stems) counts.set(stem.toLowerCase(), (counts.get(stem.toLowerCase()) ?? 0) + 1);
    if (counts.size === stems.length) return stems;
    stems = stems.map((stem, index) => {
      const { kind, name } = subjects[index] ?? { kind: '', name: '' };
      // The round is in `stem`: a name made to meet another's suffix meets a further one.
      return counts.get(stem.toLowerCase()) === 1 ? stem : `${stem}-${mark(`${kind}\0${name}\0${stem}`)}`;
    });
  }
}

function mark(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
