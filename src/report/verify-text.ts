import type { RefusedCall, VerifiedRun, VerifyVerdict } from '../model/verdict.ts';
import { printable } from './printable.ts';
import { filesText } from './profile-summary-text.ts';
import { paint, type ReportContext, type Reporter, wrapWords } from './reporter.ts';
import { shellQuote } from './shell-quote.ts';

/** The result of `verify`: how the workload ended under the profile, what was refused, and what `--repair` made of it. */
export const verifyText: Reporter<VerifyVerdict> = (verdict, context) => {
  const { run, repair } = verdict;
  const privileges = verdict.noNewPrivileges ? '' : ', without no_new_privs';
  const title = `seccinch tried ${printable(verdict.profile)} under ${printable(verdict.runtime)}${privileges}`;
  let text = `${paint(context, 'bold', title)}\n\n${runText(run, verdict, context)}`;
  if (repair !== undefined) {
    text += `\n${paint(context, 'bold', 'Repaired')}\n`;
    text += callsText(repair.added, 'let through in addition', 'green', context);
    if (repair.unknown.length > 0) {
      const names = repair.unknown.map((name) => printable(name));
      text += listed('no profile can allow', names, 'red', context);
    }
    text += `${runText(repair.run, verdict, context)}`;
    text += `\n${paint(context, 'bold', 'Written')}\n${filesText(repair.files, context)}`;
    const [profile, recording] = ['seccomp', 'recording'].map((role) =>
      repair.files.find((file) => file.role === role),
    );
    text += `\n${paint(context, 'bold', 'Next')}\n`;
    text += `  seccinch explain --recording ${shellQuote(recording?.path ?? '')} ${shellQuote(profile?.path ?? '')}\n`;
  } else if (run.missing.some(({ syscall }) => syscall !== undefined)) {
    text += `\n${paint(context, 'bold', 'Next')}\n  seccinch verify --repair ${shellQuote(verdict.profile)} -- …\n`;
  }
  return text;
};

const label = 24;

function runText(run: VerifiedRun, verdict: VerifyVerdict, context: ReportContext): string {
  let text = row(run.asExpected ? 'green' : 'red', endWords(run, verdict), context);
  if (run.words !== undefined && run.words !== '') {
    const line = printable(run.words.trim().split('\n').at(-1) ?? '', 400);
    text += `    ${paint(context, 'dim', wrapWords(line.split(' '), context.width, 4, 4, ' '))}\n`;
  }
  if (run.sameOutput !== undefined) {
    const words = run.sameOutput
      ? 'its output is that without the profile'
      : 'its output differs from that without the profile';
    text += row(run.sameOutput ? 'green' : 'red', words, context);
  }
  if (run.missing.length === 0 && run.started) text += row('green', 'nothing that it asks for is refused', context);
  text += callsText(run.missing, 'missing', 'red', context);
  text += callsText(run.wake, 'refused in their wake', 'yellow', context);
  text += callsText(run.answered, 'answered by a rule', 'dim', context);
  return text;
}

function row(style: 'green' | 'red', words: string, context: ReportContext): string {
  const mark = style === 'green' ? '+' : '!';
  return `  ${paint(context, style, mark)} ${wrapWords(words.split(' '), context.width, 4, 4, ' ')}\n`;
}

function endWords({ started, ending, status = 0 }: VerifiedRun, { expected }: VerifyVerdict): string {
  if (!started) return ending === 'timeout' ? 'it did not start in time' : 'it did not start';
  if (ending === 'timeout') return 'it did not end in time and was killed';
  const how = `it started and ${ending === 'stopped' ? 'was stopped' : 'ended'} with ${statusWords(status)}`;
  if (expected.statuses.includes(status)) return how;
  const [wanted = 0] = expected.statuses;
  const why = { default: '', option: ' was asked for', bare: ' without the profile' }[expected.because];
  return `${how}; expected: ${statusWords(wanted)}${why}`;
}

/** Signal numbers that stand for something else than an order to end; others are told as numbers. */
const signals: ReadonlyMap<number, string> = new Map([
  [134, 'SIGABRT'],
  [137, 'SIGKILL'],
  [139, 'SIGSEGV'],
  [143, 'SIGTERM'],
  [159, 'SIGSYS'],
]);

function statusWords(status: number): string {
  const signal = signals.get(status);
  return signal === undefined ? `status ${status}` : `status ${status} (${signal})`;
}

const why: Readonly<Record<RefusedCall['by'], string>> = {
  default: '',
  condition: 'with other arguments',
  architecture: 'an ABI not covered',
  rule: '',
};

function callsText(
  calls: readonly RefusedCall[],
  title: string,
  style: 'red' | 'yellow' | 'green' | 'dim',
  context: ReportContext,
): string {
  const words = calls.map(({ syscall, abi, by, answer, times, programs }) => {
    const about = [
      ...(abi === undefined || abi === 'x86_64' || abi === 'aarch64' ? [] : [abi]),
      ...(why[by] === '' ? [] : [why[by]]),
      ...(answer === undefined ? [] : [answer]),
      times === 1 ? 'once' : `${times} times`,
      ...(programs.length === 0 ? [] : [`by ${programs.map((name) => printable(name, 40)).join(', ')}`]),
    ];
    return `${syscall === undefined ? 'a call that the trace does not show' : printable(syscall)}: ${about.join(', ')}`;
  });
  return calls.length === 0 ? '' : listed(title, words, style, context);
}

/** One a line, under a count and a title. */
function listed(
  title: string,
  lines: readonly string[],
  style: 'red' | 'yellow' | 'green' | 'dim',
  context: ReportContext,
): string {
  return lines
    .map((line, index) => {
      const head = index === 0 ? `${String(lines.length).padStart(5)} ${title.padEnd(label)} ` : ' '.repeat(label + 7);
      const wrapped = wrapWords(line.split(' '), context.width, label + 7, label + 9, ' ');
      return `${paint(context, style, head + wrapped)}\n`;
    })
    .join('');
}
