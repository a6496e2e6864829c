/**
 * Text as YAML comment lines. Whatever it holds, it stays in the comment and shows what is there: control, format and
 * other invisible characters, line breaks among them, are written as `\uXXXX`.
 */
export function yamlComment(text: string, indent = ''): string {
  const shown = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped);
  return `${indent}#${shown === '' ? '' : ' '}${shown}`;
}

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}
