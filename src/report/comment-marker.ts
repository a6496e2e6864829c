import { percentEncoded } from './percent-encoded.ts';

/**
 * The first line of a comment, which nobody sees: by it a pipeline finds the comment it has to update. The same for the
 * same command and key, another one for others.
 * @param key what the comment is about; of a long one its end is taken, which tells more
 */
export function commentMarker(command: 'diff' | 'lint' | 'review', key?: string): string {
  const about = key === undefined ? '' : ` ${percentEncoded(key).slice(-300)}`;
  return `<!-- seccinch:${command}${about} -->\n`;
}
