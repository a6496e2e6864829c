import type { KnownCve, RiskFact } from '../model/syscall-risk.ts';
import type { SyscallVerdict } from '../model/verdict.ts';
import { printable } from './printable.ts';
import { reasonWords } from './reason-words.ts';
import { referenced } from './referenced.ts';
import { paint, type ReportContext, type Reporter, wrapWords } from './reporter.ts';
import { capabilityWords, cveWords, valueWords } from './risk-words.ts';

const allows = { yes: 'allows it', conditional: 'allows it for some arguments', no: 'does not allow it' } as const;

/** Columns of the labels. */
const label = 14;
/** How many vulnerabilities are told unless all are asked for. */
const cvesShown = 4;

/** One syscall: what it does, what it opens up, who allows it by default, which runtime needs it, its numbers. */
export const syscallText: Reporter<SyscallVerdict> = (verdict, context) => {
  const wrap = (text: string, glue = ' ') => wrapWords(text.split(glue), context.width, label, label, glue);
  let text = `${paint(context, 'bold', printable(verdict.name))}\n`;
  if (verdict.purpose !== undefined) {
    text += `  ${wrapWords(verdict.purpose.split(' '), context.width, 2, 2, ' ')}\n\n`;
  }
  text += block('risk', riskRows(verdict, context));
  text += block(
    'asks for',
    verdict.capabilities.map((one) => referenced(capabilityWords(one), one.reference, context, label)),
  );
  text += block('CVEs', cveRows(verdict.cves, context));
  text += block(
    'defaults',
    verdict.defaults.map(({ title, allows: answer }) => wrap(`${title} ${allows[answer]}`)),
  );
  text += block(
    'runtimes',
    verdict.runtimes.map((reason) => wrap(reasonWords(reason))),
  );
  text += block('numbers', [wrap(verdict.numbers.map(({ abi, number }) => `${abi} ${number}`).join(', '), ', ')]);
  if (verdict.sinceKernel !== undefined) text += block('Linux', [`since ${verdict.sinceKernel}`]);
  if (verdict.sinceLibseccomp !== undefined) text += block('libseccomp', [`since ${verdict.sinceLibseccomp}`]);
  text += block('more', [wrap(`${printable(verdict.name)}(2) in the manual pages; docs/risk.md`)]);
  return text;
};

/** Rows beside a label. */
function block(title: string, rows: readonly string[]): string {
  if (rows.length === 0) return '';
  return `${`  ${title}`.padEnd(label)}${rows.join(`\n${' '.repeat(label)}`)}\n`;
}

function riskRows({ classes, defaults, risky }: SyscallVerdict, context: ReportContext): readonly string[] {
  if (!risky) {
    const words = defaults.length > 0 ? 'in no class' : 'in no class, and of no ABI that the defaults are for';
    return [wrapWords(words.split(' '), context.width, label, label, ' ')];
  }
  if (classes.length === 0) {
    const words = 'no default profile allows it; in no class'.split(' ');
    return [paint(context, 'yellow', wrapWords(words, context.width, label, label, ' '))];
  }
  return classes.flatMap((fact) => factRows(fact, context));
}

function factRows({ riskClass, why, reference, values }: RiskFact, context: ReportContext): readonly string[] {
  const text = `${riskClass}: ${why}`;
  const first =
    values === undefined
      ? referenced(text, reference, context, label, label + 2)
      : wrapWords(`${text}, with`.split(' '), context.width, label, label + 2, ' ');
  return [
    paint(context, 'yellow', riskClass) + first.slice(riskClass.length),
    ...(values ?? []).map((one) => {
      const words = `${valueWords(one)}: ${one.why}`;
      return `  ${referenced(words, one.reference, context, label + 2, label + 4)}`;
    }),
  ];
}

// The newest matter most: they may not be mended everywhere.
function cveRows(cves: readonly KnownCve[], context: ReportContext): readonly string[] {
  const newest = [...cves].reverse();
  const shown = context.verbose ? newest : newest.slice(0, cvesShown);
  const rows = shown.map((one) => {
    const reference = one.titleOnly === true ? `by title: ${one.reference}` : one.reference;
    return referenced(cveWords(one), reference, context, label, label + 2);
  });
  const left = newest.length - shown.length;
  return left > 0 ? [...rows, paint(context, 'dim', `and ${left} more (-v tells all)`)] : rows;
}
