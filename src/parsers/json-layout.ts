import { jsonEnd, parsedJson } from './json-span.ts';

/** An array of objects, or an empty one; not the beginning of a log line such as `[2026-08-03 …]` or `[pod/name]`. */
const arrayStart = /^\s*\[\s*(?:\{\s*["}]|\{?\s*$|\])/;
/** What a line within a pretty-printed value begins with. */
const goesOn = /^(?:[ \t]|["}\]])/;

/**
 * Whether the JSON in a stream is not one value a line, so that `JsonDocuments` has to cut it: an array over lines or not,
 * pretty-printed objects, objects one after the other. Text before the JSON is passed over.
 * @param head the first bytes of the stream, one character a byte (latin1)
 */
export function isDocumentStream(head: string): boolean {
  const text = head.startsWith('\u00EF\u00BB\u00BF') ? head.slice(3) : head;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const first = /\S/.exec(text.slice(start, end))?.[0];
    if (first === '[' && arrayStart.test(text.slice(start))) return true;
    if (first === '{') {
      const line = text.slice(start, end).trim();
      const layout = objectLayout(line, newline < 0 ? '' : text.slice(newline + 1));
      // On a line that ends, values may be glued by chance, as what a container writes to its two outputs is.
      const isGlued = newline < 0 && isSeveral(line) && !text.slice(0, start).includes('{');
      if (isGlued || layout !== 'neither') return isGlued || layout === 'documents';
    }
    start = end + 1;
  }
  return false;
}

/** What a line that begins with an object says of the stream: `neither` when it is damaged. */
function objectLayout(line: string, after: string): 'lines' | 'documents' | 'neither' {
  if (parsedJson(line) !== undefined) return 'lines';
  if (jsonEnd(line, 0) >= 0 || !mayGoOn(line)) return 'neither';
  return line === '{' || goesOn.test(after.replace(/^[\r\n]+/, '')) ? 'documents' : 'neither';
}

function isSeveral(line: string): boolean {
  const end = jsonEnd(line, 0);
  return end >= 0 && /^[\s,]*\{/.test(line.slice(end));
}

/** Whether a line ends outside a string, where JSON allows a newline. */
function mayGoOn(line: string): boolean {
  let isString = false;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === 0x22 /* " */) isString = !isString;
    else if (isString && code === 0x5c /* \ */) at++;
  }
  return !isString;
}
