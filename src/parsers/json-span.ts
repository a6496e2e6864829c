/**
 * Parses JSON from strangers.
 * @returns the value in an object, or undefined when the text is no JSON (or too much for the engine)
 */
export function parsedJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/**
 * Where the object or array that begins at `start` ends, going by brackets and strings alone.
 * @returns the index behind its last bracket, or -1 when it has no end
 */
export function jsonEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22 /* " */:
        at = stringEnd(text, at + 1);
        if (at < 0) return -1;
        break;
      case 0x5b /* [ */:
      case 0x7b /* { */:
        depth++;
        break;
      case 0x5d /* ] */:
      case 0x7d /* } */:
        depth--;
        if (depth <= 0) return at + 1;
    }
  }
  return -1;
}

/** The index of the quote that ends a string, -1 when there is none. */
function stringEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c /* \ */) at++;
    else if (code === 0x22 /* " */) return at;
  }
  return -1;
}
