import { paint, type ReportContext, wrapWords } from './reporter.ts';

/**
 * Text with where it can be read behind it, dimmed: `text [reference]`, broken into lines after `first` columns already
 * used, the others after `indent` spaces.
 */
export function referenced(
  text: string,
  reference: string,
  context: ReportContext,
  first: number,
  indent = first,
): string {
  const lines = wrapWords([...text.split(' '), ...`[${reference}]`.split(' ')], context.width, first, indent, ' ');
  const at = lines.lastIndexOf('[');
  return lines.slice(0, at) + paint(context, 'dim', lines.slice(at));
}
