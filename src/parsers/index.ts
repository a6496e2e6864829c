import { audit } from './audit.ts';
import type { Parser } from './parser.ts';
import { straceLog } from './strace-log.ts';
import { straceSummary } from './strace-summary.ts';
import { tracee } from './tracee.ts';

/** Every input format, by the value of `--format`. */
export const parsers: readonly Parser[] = [audit, straceLog, straceSummary, tracee];

// Names for several formats at once: detection picks among them.
const families: ReadonlyMap<string, readonly string[]> = new Map([['strace', ['strace-log', 'strace-summary']]]);

/** The values of `--format`, sorted: `auto`, a family, or one format. */
export const formatNames: readonly string[] = ['auto', ...families.keys(), ...parsers.map(({ id }) => id)].sort();

/**
 * The parsers that a value of `--format` allows; undefined for a value that is none.
 * @param name one of `formatNames`
 */
export function parsersFor(name: string): readonly Parser[] | undefined {
  if (name === 'auto') return parsers;
  const ids = families.get(name) ?? [name];
  const found = parsers.filter(({ id }) => ids.includes(id));
  return found.length === 0 ? undefined : found;
}
