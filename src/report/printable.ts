// Control characters, the C1 range, and the marks that reorder or hide text (Unicode bidi controls, zero-width,
// line and paragraph separators): each can make a terminal or a reviewer see something that is not there.
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

// What GitHub Actions takes as a command in a log line: `::` first in it, or `##[` anywhere (actions/runner
// src/Runner.Common/ActionCommand.cs). Any word may come first in a line once text is wrapped.
const command = /(?<!\S):(?=:)|#(?=#\[)/g;

/**
 * Makes text from strangers fit for one line of a terminal: every character that could move the cursor, start an escape
 * sequence, break the line or reorder it is shown as `\xNN` or `\u{NNNN}`, and so is what would begin a workflow command;
 * longer than `limit` characters ends in `…`. Doing it again changes nothing.
 */
export function printable(text: string, limit = 200): string {
  const shown = text.replace(unsafe, escaped).replace(command, escaped);
  return shown.length > limit ? `${shown.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…` : shown;
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/**
 * The same for a name whose end may tell more than its middle (`registry/team/app:1.2`): where it is longer than `limit`
 * characters its middle is left out.
 */
export function printableMiddle(text: string, limit: number): string {
  const shown = Array.from(printable(text, Number.POSITIVE_INFINITY));
  if (shown.length <= limit) return shown.join('');
  const kept = Math.max(2, limit) - 1;
  return `${shown.slice(0, Math.ceil(kept / 2)).join('')}…${shown.slice(shown.length - Math.floor(kept / 2)).join('')}`;
}
