/** How many arguments a call may have: far less than any engine allows. */
const piece = 8192;

/** Bytes as text, one character a byte. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += piece) text += String.fromCharCode(...bytes.subarray(at, at + piece));
  return text;
}
