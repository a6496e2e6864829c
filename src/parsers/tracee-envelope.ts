import { isObject, own } from './tracee-log-text.ts';

/** The two streams of a container. */
export type ContainerStream = 'stdout' | 'stderr';

/** What a container log says of one of its lines. */
export interface ContainerLine {
  readonly stream: ContainerStream;
  readonly text: string;
  /**
   * Whether the line ends here; `unsure` when the text has no newline: a piece in the files of Docker, a whole line in
   * what log shippers make of them.
   */
  readonly whole: boolean | 'unsure';
}

// The format of the container runtime interface: "<RFC 3339 time> <stream> <tags> <content>", tags separated by `:`, the
// first of them P (a piece) or F (the rest of the line, or all of it); ReadLogs in k8s.io/cri-client/pkg/logs.
const cri = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d) (stdout|stderr) ([FP])(?::[^ ]*)?(?: |$)/;

// Before JSON, and nothing but text before it. A name is one of a pod, a container or a host.
const colour = '(?:\\u001b\\[[\\d;]{0,20}m)?';
const json = `(?=${colour}\\s?[{[])`;
const prefixes: readonly RegExp[] = [
  // kubectl logs --prefix
  /^\[pod\/[^\]\s]{1,600}\] /,
  // docker compose logs
  new RegExp(`^${colour}[\\w.-]{1,300} +\\| ${colour}`),
  // stern
  new RegExp(`^${colour}[a-z][a-z\\d.-]{0,300}${colour} ${colour}[a-z][a-z\\d-]{0,300}${colour} ${json}`),
  // kubectl logs --timestamps, docker logs -t
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d) /,
  // journalctl, and syslog: time, host, program
  new RegExp(
    `^(?:[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?[+-][\\d:]{4,5})` +
      ` [\\w.-]{1,300} [^\\s:[\\]{}]{1,300}(?:\\[\\d{1,10}\\])?: ${json}`,
  ),
  // Colour alone
  /^\u001b\[[\d;]{0,20}m/,
];

/** Where log shippers put the line: Fluentd and Fluent Bit, Docker, journald; Tracee's `forward` output uses `event`. */
const lineKeys = ['event', 'log', 'message', 'MESSAGE'] as const;

/** Reads a line of a CRI log (/var/log/pods); undefined when it is none. */
export function criLine(text: string): ContainerLine | undefined {
  const found = cri.exec(text);
  if (found === null) return undefined;
  return { stream: streamOf(found[1]), text: text.slice(found[0].length), whole: found[2] === 'F' };
}

/**
 * Reads a record of Docker's `json-file` driver (`{"log":"…\n","stream":"stdout","time":"…"}`), or what Fluent Bit makes
 * of a CRI line (`logtag`, `_p`); undefined when it is neither.
 */
export function containerRecord(value: object): ContainerLine | undefined {
  const stream = own(value, 'stream');
  const text = own(value, 'log') ?? own(value, 'message');
  if ((stream !== 'stdout' && stream !== 'stderr') || typeof text !== 'string') return undefined;
  const tag = own(value, 'logtag') ?? own(value, '_p');
  if (tag === 'P' || tag === 'F') return { stream, text, whole: tag === 'F' };
  return { stream, text, whole: text.endsWith('\n') || 'unsure' };
}

/**
 * The record in a message of Fluentd's forward protocol (Message Mode of its specification v1): `[tag, time, record]`, and
 * perhaps options; undefined for another array.
 */
export function forwardedRecord([tag, time, record, options, ...others]: readonly unknown[]): object | undefined {
  const isMessage = typeof tag === 'string' && typeof time === 'number' && (options === undefined || isObject(options));
  return isMessage && others.length === 0 && isObject(record) && !Array.isArray(record) ? record : undefined;
}

/** The text behind a prefix that a tool for logs writes before each line; undefined when there is none. */
export function withoutPrefix(text: string): string | undefined {
  // No prefix begins like the lines that it stands before.
  if (text.startsWith('{')) return undefined;
  for (const prefix of prefixes) {
    const found = prefix.exec(text);
    if (found !== null) return text.slice(found[0].length);
  }
  return undefined;
}

/** What an object may carry as its line: strings and objects. */
export function carriedBy(value: object): (string | object)[] {
  const carried: (string | object)[] = [];
  for (const key of lineKeys) {
    const line = own(value, key);
    if (typeof line === 'string' || (typeof line === 'object' && line !== null)) carried.push(line);
  }
  return carried;
}

function streamOf(text: string | undefined): ContainerStream {
  return text === 'stderr' ? 'stderr' : 'stdout';
}
