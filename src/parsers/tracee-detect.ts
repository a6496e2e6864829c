import type { Head } from '../io/byte-source.ts';
import { isKnownSyscall } from '../kernel/syscalls.ts';
import type { Problem } from '../model/problem.ts';
import { JsonDocuments } from './json-documents.ts';
import { isDocumentStream } from './json-layout.ts';
import { criLine, withoutPrefix } from './tracee-envelope.ts';
import { isObject, own } from './tracee-log-text.ts';
import { TraceeOpener } from './tracee-opener.ts';

/** Fields of the flat layout beside `eventName`; of its first versions, three of them. */
const flatKeys = ['processId', 'processName', 'hostProcessId', 'mountNamespace', 'args', 'returnValue', 'argsNum'];
const flatKeysNeeded = 3;

/** How sure it is of an event of which only the beginning can be seen. */
const cutScore = 0.8;
/** How sure it is of log lines alone: the events may come after them, or be in another file. */
const logScore = 0.4;
// Log lines look much the same everywhere: one of them has to tell of Tracee, a loss, or the logger that it uses (zap).
const logHints: readonly RegExp[] = [
  /tracee/i,
  /\blost \d{1,15} events/i,
  /\{\s?\\{0,7}"level\\{0,7}"\s?:\s?\\{0,7}"[a-z]+\\{0,7}",\s?\\{0,7}"ts\\{0,7}"\s?:/,
];

// Keys of a flat event, and of one of v1beta1, in strings within strings or not: all of one list are in its first KiB.
const beginnings: readonly (readonly RegExp[])[] = [
  [/"hostProcessId\\{0,7}"\s?:/, /"eventName\\{0,7}"\s?:\s?\\{0,7}"/],
  [/"timestamp\\{0,7}"\s?:/, /"workload\\{0,7}"\s?:\s?\{\s*\\{0,7}"process\\{0,7}"\s?:/],
];

/**
 * How sure it is that the head holds events of Tracee: one that is whole is certain, in whatever envelope and among
 * whatever log lines. What Tracee logs is taken for a stream of its events when there is nothing else.
 */
export function detectTracee(head: Head): number {
  const text = new TextDecoder().decode(head.bytes);
  const isDocuments = isDocumentStream(head.text);
  const lines = isDocuments ? [text] : text.split('\n');
  let isFound = false;
  let logLines = 0;
  let others = 0;
  const count = ({ kind }: Problem): void => {
    if (kind === 'log-line' || kind === 'events-lost') logLines++;
    else if (kind !== 'line-truncated') others++;
  };
  const opener = new TraceeOpener({
    event(value) {
      isFound ||= isCertainEvent(value);
      others++;
    },
    ignored() {},
    problem: count,
    note: count,
  });
  if (isDocuments) openDocuments(head.bytes, opener);
  else
    for (let at = 0; at < lines.length && !isFound; at++) opener.line(lines[at] ?? '', at + 1, at === lines.length - 1);
  if (isFound) return 1;
  // The last line may be cut, and so is each piece of a line.
  const cut = opener.sawFragment ? lines : lines.slice(-1);
  if (cut.some(beginsEvent)) return cutScore;
  return logLines > 0 && others === 0 && logHints.some((hint) => hint.test(text)) ? logScore : 0;
}

function openDocuments(bytes: Uint8Array, opener: TraceeOpener): void {
  const documents = new JsonDocuments({
    document: (value, line) => opener.line(Buffer.from(value).toString('utf8'), line),
    garbage() {},
    overlong() {},
    truncated() {},
  });
  documents.push(bytes);
}

/** Whether an object is an event of Tracee and nothing else: many a program has events with a name. */
function isCertainEvent(value: object): boolean {
  if (typeof own(value, 'eventName') === 'string') {
    return flatKeys.filter((key) => Object.hasOwn(value, key)).length >= flatKeysNeeded;
  }
  const name = own(value, 'name');
  if (typeof name !== 'string' || !Object.hasOwn(value, 'timestamp') || !Object.hasOwn(value, 'id')) return false;
  const workload = own(value, 'workload');
  return isKnownSyscall(name) || (isObject(workload) && isObject(own(workload, 'process')));
}

function beginsEvent(line: string): boolean {
  const trimmed = line.trim();
  const text = criLine(trimmed)?.text ?? withoutPrefix(trimmed) ?? trimmed;
  return /^(?:\[\s*)?\{/.test(text) && beginnings.some((keys) => keys.every((key) => key.test(text)));
}
