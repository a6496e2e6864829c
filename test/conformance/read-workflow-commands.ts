/** A command that the runner of GitHub Actions found in a line of a log. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly message: string;
}

// Those that the runner registers (src/Runner.Worker/ActionCommandManager.cs), and those that it handles itself.
const registered = new Set([
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'set-repo-path',
  'stop-commands',
  'warning',
]);

/**
 * The commands in what a step prints, as the runner finds them (actions/runner src/Runner.Common/ActionCommand.cs): lines that
 * begin with `::`, white space aside, and older ones that hold `##[name]` anywhere. A token that resumes stopped commands is
 * a command of any name, so every name counts where `anyName` is set.
 */
export function readWorkflowCommands(output: string, anyName = false): readonly WorkflowCommand[] {
  return output.split(/\r\n|\r|\n/).flatMap((line) => {
    const command = newStyle(line.trimStart()) ?? oldStyle(line);
    return command !== undefined && (anyName || registered.has(command.name)) ? [command] : [];
  });
}

function newStyle(line: string): WorkflowCommand | undefined {
  if (!line.startsWith('::')) return undefined;
  const end = line.indexOf('::', 2);
  if (end < 0) return undefined;
  return command(line.slice(2, end), ',', line.slice(end + 2), { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',' });
}

function oldStyle(line: string): WorkflowCommand | undefined {
  const start = line.indexOf('##[');
  const end = line.indexOf(']', start);
  if (start < 0 || end < 0) return undefined;
  return command(line.slice(start + 3, end), ';', line.slice(end + 1), {
    '%3B': ';',
    '%0D': '\r',
    '%0A': '\n',
    '%5D': ']',
  });
}

function command(
  info: string,
  separator: string,
  data: string,
  escapes: Readonly<Record<string, string>>,
): WorkflowCommand {
  const unescaped = (text: string): string =>
    Object.entries(escapes)
      .reduce((read, [escaped, character]) => read.replaceAll(escaped, character), text)
      .replaceAll('%25', '%');
  const space = info.indexOf(' ');
  const pairs =
    space < 0
      ? []
      : info
          .slice(space + 1)
          .trim()
          .split(separator);
  const properties = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    // Names are the same in any case; a later one wins.
    if (at > 0 && at < pair.length - 1) properties.set(pair.slice(0, at).toLowerCase(), unescaped(pair.slice(at + 1)));
  }
  return { name: space < 0 ? info : info.slice(0, space), properties, message: unescaped(data) };
}
