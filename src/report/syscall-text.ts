import type { SyscallVerdict } from '../model/verdict.ts';
import { printable } from './printable.ts';
import { reasonWords } from './reason-words.ts';
import { paint, type Reporter, wrapWords } from './reporter.ts';

const allows = { yes: 'allows it', conditional: 'allows it for some arguments', no: 'does not allow it' } as const;

/** One syscall: its numbers, since when it is there, who allows it by default, which runtime needs it. */
export const syscallText: Reporter<SyscallVerdict> = (verdict, context) => {
  const numbers = verdict.numbers.map(({ abi, number }) => `${abi} ${number}`);
  let text = `${paint(context, 'bold', printable(verdict.name))}\n`;
  text += `  numbers     ${wrapWords(numbers, context.width, 14, 14)}\n`;
  if (verdict.sinceKernel !== undefined) text += `  Linux       since ${verdict.sinceKernel}\n`;
  if (verdict.sinceLibseccomp !== undefined) text += `  libseccomp  since ${verdict.sinceLibseccomp}\n`;
  if (verdict.defaults.length > 0) text += '  defaults\n';
  for (const { title, allows: answer } of verdict.defaults) text += `    ${title} ${allows[answer]}\n`;
  if (verdict.runtimes.length > 0) {
    text += '  runtimes\n';
    for (const reason of verdict.runtimes) {
      text += `    ${wrapWords(reasonWords(reason).split(' '), context.width, 4, 6, ' ')}\n`;
    }
  }
  text += `  more        ${printable(verdict.name)}(2) in the manual pages\n`;
  return text;
};
