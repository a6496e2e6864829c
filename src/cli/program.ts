import { Command, CommanderError } from 'commander';
import { type Done, examples } from './command-parts.ts';
import { generate, ingest, merge, record } from './recording-commands.ts';
import { diff, explain, lint, review } from './review-commands.ts';
import { check, doctor, verify } from './trial-commands.ts';
import { version } from './version.ts';

// In the order of the help.
const commands: ReadonlyMap<string, (done: Done) => Command> = new Map([
  ['record', record],
  ['ingest', ingest],
  ['merge', merge],
  ['generate', generate],
  ['verify', verify],
  ['check', check],
  ['diff', diff],
  ['review', review],
  ['explain', explain],
  ['lint', lint],
  ['doctor', doctor],
]);

/**
 * The tree of commands and options. The work behind each is imported only when it is called for: `--help` and
 * `--version` load none of it.
 * @param word the first of the command line: where it is a command, the tree has no other, which takes time to make
 */
export function program(done: Done, word = ''): Command {
  const tree = new Command('seccinch')
    .description('Watch a workload; write the smallest seccomp profile that still runs it in a real container runtime.')
    .option('-V, --version', 'output the version number')
    // In place of commander's own, which is to be told the version at every start.
    .on('option:version', () => {
      process.stdout.write(`${version()}\n`);
      throw new CommanderError(0, 'commander.version', version());
    })
    .exitOverride()
    .showHelpAfterError('(seccinch --help shows the commands)')
    .enablePositionalOptions()
    .configureHelp({ subcommandTerm: (one) => one.name() })
    .addHelpText(
      'before',
      examples(
        'seccinch record -- ./app --serve                 run it, then get its profile',
        "seccinch record --ready tcp:8080 --exercise 'curl -s localhost:8080' -- ./app --serve",
        'seccinch ingest trace.log | seccinch generate -  a trace made elsewhere',
        'seccinch ingest --by image -d recordings tracee.json.gz',
        'seccinch explain app.seccomp.json                why each syscall is in it',
      ),
    );
  const asked = commands.get(word);
  for (const command of asked === undefined ? commands.values() : [asked]) {
    tree.addCommand(command(done).exitOverride());
  }
  return tree;
}
