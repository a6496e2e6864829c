import { styleText } from 'node:util';

/** What a reporter may know of the place its text is shown in. */
export interface ReportContext {
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
  /** Leave nothing out for brevity. */
  readonly verbose: boolean;
  /** Of seccinch, for formats that name their maker. */
  readonly version?: string;
}

/** Turns a verdict into text that ends in a newline. Pure. */
export type Reporter<V> = (verdict: V, context: ReportContext) => string;

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** Styles text when the context has colour. The caller has decided that already, so the stream is not asked again. */
export function paint(context: ReportContext, style: Style, text: string): string {
  return context.color ? styleText(style, text, { validateStream: false }) : text;
}

/**
 * Breaks a list of words into lines of at most `width` columns, the first after `first` columns already used, the
 * others after `indent` spaces. A word longer than a line stands alone.
 */
export function wrapWords(words: readonly string[], width: number, first: number, indent: number, glue = ', '): string {
  let text = '';
  let column = first;
  words.forEach((word, index) => {
    const piece = index === words.length - 1 ? word : word + glue.trimEnd();
    const gap = index === 0 ? '' : glue.endsWith(' ') ? ' ' : '';
    if (index > 0 && column + gap.length + piece.length > width) {
      text += `\n${' '.repeat(indent)}${piece}`;
      column = indent + piece.length;
    } else {
      text += gap + piece;
      column += gap.length + piece.length;
    }
  });
  return text;
}
