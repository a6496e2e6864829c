/**
 * A string as a YAML scalar that every parser takes for that string: plain where it is a plain path or word, else in
 * double quotes with all invisible characters and odd spaces escaped. (`stringify` of the yaml package writes some of
 * them bare, U+00A0 among them, and its own parser then reads null.)
 */
export function yamlScalar(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9]*(?:[._/-]+[A-Za-z0-9]+)+$/.test(text)) return text;
  return JSON.stringify(text).replaceAll(/[^\P{Z} ]|\p{C}/gu, escaped);
}

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
}
