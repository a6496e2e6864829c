import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** A comment as GitHub would show it. */
export interface ReadMarkdown {
  /** Every tag, the attributes with it, in the order of the page: those of Markdown and those of HTML in it. */
  readonly tags: readonly string[];
  /** What is in HTML comments. */
  readonly comments: readonly string[];
  /** Text outside code, where mentions, references and emoji work; entities as they are in HTML. */
  readonly active: string;
  /** Text of every code span, decoded. */
  readonly code: readonly string[];
}

/** Reads Markdown as GitHub does: CommonMark with tables, autolinks and the rest of GFM, and HTML left in. */
export function readMarkdown(text: string): ReadMarkdown {
  const html = micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
  const comments: string[] = [];
  const page = html.replace(/<!--([\s\S]*?)-->/g, (_, comment: string) => {
    comments.push(comment);
    return '';
  });
  const code: string[] = [];
  const outside = page.replace(/<code>([\s\S]*?)<\/code>/g, (_, text: string) => {
    code.push(decoded(text));
    return '<code></code>';
  });
  return { tags: outside.match(/<[^>]*>?/g) ?? [], comments, active: outside.replace(/<[^>]*>?/g, ' '), code };
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
