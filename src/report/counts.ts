// Not toLocaleString: to load what it knows of languages takes as long as all the rest.
/** A count with its thousands set apart. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:[0-9]{3})+$)/g, ',');
}

/** `1 syscall`, `3 syscalls` */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
