/** How far the reading of all inputs is. */
export interface ReadingState {
  readonly bytes: number;
  /** Nothing where the size is not known beforehand: a pipe, packed data, several inputs. */
  readonly total: number | undefined;
  readonly seconds: number;
  /** These are nothing for a format that does not count them. */
  readonly records: number | undefined;
  readonly syscalls: number | undefined;
  readonly subjects: number | undefined;
}

/** `1.2 of 2.1 GB (57 %), 812 MB/s, 1,203,331 events, 87 syscalls, 12 subjects` */
export function progressWords({ bytes, total, seconds, records, syscalls, subjects }: ReadingState): string {
  const parts = [total === undefined ? size(bytes) : `${size(bytes)} of ${size(total)}${percent(bytes, total)}`];
  // In the first moment a rate says nothing.
  if (seconds >= 0.1) parts.push(`${size(bytes / seconds)}/s`);
  if (records !== undefined) parts.push(count(records, 'event'));
  if (syscalls !== undefined) parts.push(count(syscalls, 'syscall'));
  if (subjects !== undefined) parts.push(count(subjects, 'subject'));
  return parts.join(', ');
}

function percent(bytes: number, total: number): string {
  return total > 0 ? ` (${Math.min(100, Math.floor((100 * bytes) / total))} %)` : '';
}

/** In powers of 1000, as disks and networks are measured. */
function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}
