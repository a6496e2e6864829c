/** One use of seccinch in a document. */
export interface DocumentedCommand {
  /** The line of code or the code span it stands in, blanks collapsed. */
  readonly text: string;
  /** Its words behind `seccinch`, quotes taken off, up to the end of the shell command. */
  readonly words: readonly string[];
}

/**
 * The uses of seccinch in the code spans and code blocks of a Markdown text. Of a block with `$ ` prompts only the lines
 * with one are commands, the rest is output. Of several commands on a line (pipes, `&&`) each counts.
 */
export function documentedCommands(markdown: string): DocumentedCommand[] {
  return codeLines(markdown).flatMap((text) =>
    simpleCommands(text).flatMap((words) => {
      const at = words.indexOf('seccinch');
      return at === -1 ? [] : [{ text, words: words.slice(at + 1) }];
    }),
  );
}

function codeLines(markdown: string): string[] {
  const found: string[] = [];
  const prose = markdown.replace(/^ *```[^\n]*\n([\s\S]*?)^ *```$/gm, (_, block: string) => {
    const lines = block.replaceAll('\\\n', ' ').split('\n');
    const prompted = lines.filter((line) => /^\$ /.test(line)).map((line) => line.slice(2));
    found.push(...(prompted.length > 0 ? prompted : lines));
    return '';
  });
  for (const paragraph of prose.split(/\n\s*\n/)) {
    // A pipe in a table is escaped, also within code.
    for (const [, , span = ''] of paragraph.matchAll(/(`+)([\s\S]*?[^`])\1(?!`)/g)) {
      found.push(span.replaceAll('\\|', '|').replace(/\s+/g, ' ').trim());
    }
  }
  return found;
}

// A placeholder such as `<profile|recording>` or `[file…|-]` is one word; so is what stands in quotes or in `$(…)`.
const token = /\s+|#.*$|(?:<[^<>\s]*>|\[[^\][\s]*\]|'[^']*'|"[^"]*"|\$\([^)]*\)|[^\s'"|;&<>#])+|[|;&<>]+|['"#]/g;

function simpleCommands(line: string): string[][] {
  const commands: string[][] = [[]];
  let redirected = false;
  for (const [word] of line.matchAll(token)) {
    if (/^(?:\s|#.)/.test(word)) continue;
    if (/^[<>]+&?$/.test(word)) redirected = true;
    else if (/^[|;&]+$/.test(word)) commands.push([]);
    else {
      if (!redirected) commands.at(-1)?.push(word.replace(/['"]/g, ''));
      redirected = false;
    }
  }
  return commands;
}
