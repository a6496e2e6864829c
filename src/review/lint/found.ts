import type { Place } from '../../model/compared-source.ts';
import type { JsonEntry, JsonNode, ObjectNode, Span } from '../../model/json-tree.ts';
import type { LintSeverity } from '../../model/lint-verdict.ts';
import type { LintRuleId } from './lint-rules.ts';

/** Text to be put in the place of a part of the document. */
export interface TextEdit extends Span {
  readonly text: string;
}

/** Something with a place: a value, or a key with its value. */
export interface Located {
  readonly place: Place;
}

/** A mistake in one document. */
export interface Found {
  readonly rule: LintRuleId;
  readonly at: Located;
  /** Where it is not that of the rule. */
  readonly severity?: LintSeverity;
  readonly what?: string;
  readonly other?: string;
  readonly otherAt?: Located;
  /** What mends it. */
  readonly edits?: readonly TextEdit[];
}

/** What takes one item out of a list, with the comma that belongs to it; nothing where it cannot. */
export function itemRemoval(items: readonly JsonNode[], index: number): Pick<Found, 'edits'> {
  return removal(items[index - 1]?.span, items[index]?.span, items[index + 1]?.span);
}

/** What takes one entry out of an object, in the same way. */
export function entryRemoval({ entries }: ObjectNode, index: number): Pick<Found, 'edits'> {
  return removal(spanOf(entries[index - 1]), spanOf(entries[index]), spanOf(entries[index + 1]));
}

function removal(before: Span | undefined, part: Span | undefined, next: Span | undefined): Pick<Found, 'edits'> {
  if (part === undefined) return {};
  // What is between it and its neighbours stays on the side where a line may end.
  if (before !== undefined) return { edits: [{ start: before.end, end: part.end, text: '' }] };
  return { edits: [{ start: part.start, end: next?.start ?? part.end, text: '' }] };
}

function spanOf(entry: JsonEntry | undefined): Span | undefined {
  const [start, end] = [entry?.span?.start, entry?.value.span?.end];
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** What puts text in the place of a value or a key; nothing where it cannot. */
export function replacement({ span }: { readonly span?: Span }, text: string): Pick<Found, 'edits'> {
  return span === undefined ? {} : { edits: [{ ...span, text }] };
}
