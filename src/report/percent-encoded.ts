/**
 * A text as part of a URI (RFC 3986): all but letters, digits, `-`, `.`, `_`, `~` and `/` as `%XX` of its UTF-8. What
 * UTF-8 cannot hold, half a surrogate pair, becomes U+FFFD.
 */
export function percentEncoded(text: string): string {
  const whole = text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  return encodeURIComponent(whole)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
