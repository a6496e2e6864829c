/** An argument as a POSIX shell would need it: as it is when harmless, else in single quotes; control characters as `$'…'`. */
export function shellQuote(argument: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(argument)) return argument;
  if (/[\u0000-\u001f\u007f-\u009f]/.test(argument)) {
    const escaped = argument.replace(/[\\']/g, '\\$&').replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
      const code = character.charCodeAt(0);
      return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
    });
    return `$'${escaped}'`;
  }
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
