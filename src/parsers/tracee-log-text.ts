import type { Problem } from '../model/problem.ts';

/** The most that a problem shows of a line. */
const sampleLength = 200;

/** What Tracee says when a buffer ran over: v0.8 in small letters (`handleLostEvents` in pkg/ebpf/events_pipeline.go). */
const lost = /(?:^|[^A-Za-z])[Ll]ost (\d{1,15}) events/;

// What the table printer ends with (pkg/cmd/printer/printer.go): a Go struct, in v0.1 a sentence.
const totals = [
  /^[Ss]tats: ?\{[^}]{0,2000}\bLostEvCount(?:er)?:(\d{1,15})/,
  /^Total events: \d+, Lost events: (\d{1,15})/,
];

const logText: readonly RegExp[] = [
  // The entrypoint of the images up to v0.18: builder/entrypoint.sh; and the shell it runs in.
  /^(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL): /,
  // The table printer.
  /^TIME +(?:[A-Z_/]+ +)*COMM /,
  /^End of events stream/,
  /^[Ss]tats: ?\{/,
  /^Total events: \d/,
  /^Releasing resources/,
  // tracee-rules.
  /^Loaded \d+ signature/,
  /^Serving (?:metrics|pprof|healthz) endpoint/,
  // The console encoder of zap, klog, logfmt, and the log package of Go.
  /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+)\t[A-Z]+\t/,
  /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+\] /,
  /^(?:time|ts)="?[^\s"]+"? level=[a-z]+ /,
  /^level=[a-z]+ /,
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /,
  // A crash of a Go program.
  /^(?:panic: |fatal error: |goroutine \d+ \[|\[signal )/,
  // What a terminal shows of Ctrl-C, and messages that tell of it.
  /^\^C/,
  /^(?:Press |Hit )?Ctrl[-+]C\b/i,
];

/** The beginning of a line, as a problem shows it: at most 200 characters. */
export function sampleOf(text: string): string {
  const cut = text.slice(0, sampleLength);
  // Not half of a character.
  return /[\uD800-\uDBFF]$/.test(cut) && text.length > sampleLength ? cut.slice(0, -1) : cut;
}

/**
 * Explains a line of text that Tracee, its image or the shell around it prints beside the events.
 * @returns `events-lost` or `log-line`, without its line; undefined when it is neither
 */
export function logTextProblem(text: string): Problem | undefined {
  const line = text.trim();
  const times = Number(firstGroup([lost, ...totals], line) ?? 0);
  if (times > 0) return { kind: 'events-lost', times, sample: sampleOf(line) };
  return logText.some((known) => known.test(line)) ? { kind: 'log-line', sample: sampleOf(line) } : undefined;
}

/**
 * Explains a JSON object that Tracee logs, or ends its table with.
 * @returns `events-lost` or `log-line`, without its line; undefined when it is neither
 */
export function logObjectProblem(value: object): Problem | undefined {
  const stats = own(value, 'Stats');
  if (isObject(stats)) {
    const count = own(stats, 'LostEvCount');
    if (typeof count !== 'number') return undefined;
    if (count > 0 && Number.isSafeInteger(count)) return { kind: 'events-lost', times: count };
    return { kind: 'log-line', sample: 'Stats' };
  }
  // zap, the production encoder: https://github.com/uber-go/zap/blob/v1.27.0/config.go (NewProductionEncoderConfig).
  const level = own(value, 'level');
  const message = own(value, 'msg');
  if (typeof level !== 'string' || typeof message !== 'string') return undefined;
  if (!Object.hasOwn(value, 'ts') && !Object.hasOwn(value, 'time')) return undefined;
  const error = own(value, 'error');
  const text = `${level}: ${message}${typeof error === 'string' ? `, ${error}` : ''}`;
  const times = Number(firstGroup([lost], message) ?? firstGroup([lost], typeof error === 'string' ? error : '') ?? 0);
  if (times > 0) return { kind: 'events-lost', times, sample: sampleOf(text) };
  return { kind: 'log-line', sample: sampleOf(text) };
}

/** A property that the object itself has: names come from strangers. */
export function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** An object or an array. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function firstGroup(patterns: readonly RegExp[], text: string): string | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
