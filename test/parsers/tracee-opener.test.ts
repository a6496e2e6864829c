import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/model/problem.ts';
import { looksLikeEvent, TraceeOpener, unfinished } from '../../src/parsers/tracee-opener.ts';
import type { OpenLine } from '../../src/parsers/tracee-pieces.ts';

type Fate = readonly [fate: string, line: number | undefined, what: unknown];

/** What becomes of lines: events by their number in `n`, problems by kind and how often. */
function open(lines: readonly string[], isCut = false, before: readonly OpenLine[] = []) {
  const fates: Fate[] = [];
  const notes: string[] = [];
  const problems: Problem[] = [];
  const told = ({ kind, times = 1 }: Problem) => (times === 1 ? kind : `${kind} ${times}`);
  const opener = new TraceeOpener(
    {
      event: (value, line) => fates.push(['event', line, (value as { n?: unknown }).n]),
      ignored: (rule, line) => fates.push(['ignored', line, rule]),
      problem(problem) {
        problems.push(problem);
        fates.push(['problem', problem.line, told(problem)]);
      },
      note(problem) {
        problems.push(problem);
        notes.push(`${told(problem)} ${problem.line}`);
      },
    },
    before,
  );
  for (const [index, line] of lines.entries()) opener.line(line, index + 1, isCut && index === lines.length - 1);
  for (const line of opener.open()) {
    const problem = unfinished(line, 'line-truncated');
    problems.push(problem);
    notes.push(`${told(problem)} ${problem.line}`);
  }
  return { fates, notes, problems, opener, sawFragment: opener.sawFragment };
}

/** The fate of a line that has only one, and what is noted of it. */
function fateOf(line: string, isCut = false): unknown[] {
  const { fates, notes } = open([line], isCut);
  expect(fates.map(([, at]) => at)).toEqual(fates.map(() => 1));
  return [...fates.map(([fate, , what]) => (fate === 'event' ? what : `${what}`)), ...notes];
}

const event = (n: number) =>
  `{"timestamp":${n},"hostName":"a\\"{b","eventId":"257","eventName":"openat","args":[],"n":${n}}`;
const v1beta1 = (n: number) => `{"timestamp":"2026-01-01T00:00:00Z","id":258,"name":"openat","workload":{},"n":${n}}`;
const text = (value: unknown) => JSON.stringify(value);
const docker = (log: string, stream = 'stdout') => text({ log, stream, time: '2026-08-03T01:02:03.1Z' });
const cri = (tags: string, log: string, stream = 'stdout') => `2026-08-03T01:02:03.123456789Z ${stream} ${tags} ${log}`;
const zap = (level: string, msg: string, error?: string) => text({ level, ts: 1705501340.47, msg, error });

describe('TraceeOpener', () => {
  it.each([
    ['an event', event(1)],
    ['an event of v1beta1', v1beta1(1)],
    ['an event with nothing but a name and an id', '{"id":60,"name":"execve","n":1}'],
    ['a return at the end', `${event(1)}\r`],
    ['a byte order mark', `\uFEFF${event(1)}`],
    ['spaces', ` ${text(JSON.parse(event(1))).replaceAll(',', ' , ')}\t`],
    ['pretty-printed', JSON.stringify(JSON.parse(event(1)), undefined, 2)],
    ['an array of one', `[${event(1)}]`],
    ['a line of an array', `[${event(1)},`],
    ['the next line of an array', `,${event(1)}`],
    ['the last line of an array', `${v1beta1(1)}]`],
    ['Fluent, as a string', text({ event: event(1) })],
    ['Fluent, as an object', `{"event":${event(1)}}`],
    ['Fluent, with tag and time', `["tracee",1795495812,{"event":${text(event(1))}}]`],
    ['Fluent, with options', `["tracee",1795495812.5,{"event":${text(event(1))}},{"chunk":"x"}]`],
    ['a log shipper', text({ date: 1.5, message: event(1) })],
    ['journald', text({ _COMM: 'tracee', MESSAGE: `${event(1)}` })],
    ['two envelopes', text({ log: text({ event: event(1) }) })],
    ['three envelopes', docker(`${text({ message: { event: event(1) } })}\n`)],
    ['another event object beside the line', text({ event: { dataset: 'x' }, message: event(1) })],
    ['a blank key before the line', text({ event: '', message: event(1) })],
    ['a string', text(event(1))],
    ['a detection of tracee-rules', `{"Data":null,"Context":${event(1)},"SigMetadata":{"ID":"TRC-2"}}`],
    ['Docker', docker(`${event(1)}\n`)],
    ['Docker with a terminal', docker(`${event(1)}\r\n`)],
    ['a log shipper that takes the newline off', docker(event(1))],
    ['CRI', cri('F', event(1))],
    ['CRI with another tag', cri('F:x', event(1), 'stderr')],
    ['CRI as Fluent Bit reads it', text({ stream: 'stdout', logtag: 'F', message: event(1) })],
    ['kubectl logs --prefix', `[pod/tracee-abcde/tracee] ${event(1)}`],
    ['kubectl logs --prefix --timestamps', `[pod/tracee-abcde/tracee] 2026-08-03T01:02:03.1Z ${event(1)}`],
    ['docker logs -t', `2026-08-03T01:02:03.123456789Z ${event(1)}`],
    ['docker compose logs', `tracee-1  | ${event(1)}`],
    [
      'docker compose logs in colour',
      `\u001B[36mtracee-1  |\u001B[0m ${event(1)}`.replace('|\u001B[0m ', '| \u001B[0m'),
    ],
    ['stern', `tracee-abcde tracee ${event(1)}`],
    ['journalctl', `Aug  3 01:02:03 node-1 tracee[4711]: ${event(1)}`],
    ['journalctl -o short-iso', `2026-08-03T01:02:03+0200 node-1 docker/tracee[4711]: ${event(1)}`],
  ])('finds the event in %s', (_, line) => {
    expect(fateOf(line)).toEqual([1]);
  });

  it.each([
    ['', 'blank-line'],
    [' \t\r', 'blank-line'],
    ['\uFEFF', 'blank-line'],
    [docker('\n'), 'blank-line'],
    [`${cri('F', '')}`, 'blank-line'],
    ['[pod/a/b] ', 'line-unparsable'],
    ['[', 'punctuation'],
    [']', 'punctuation'],
    [',', 'punctuation'],
    ['[]', 'punctuation'],
    ['INFO: starting tracee...', 'log-line'],
    [docker('INFO: probing tracee capabilities...\n'), 'log-line'],
    [cri('F', 'INFO: starting tracee...', 'stderr'), 'log-line'],
    ['tracee-1  | INFO: starting tracee...', 'log-line'],
    ['TIME             CONTAINER_ID  UID    COMM             PID     TID     RET    EVENT    ARGS', 'log-line'],
    ['TIME             UID    COMM             PID     TID     RET              EVENT                ARGS', 'log-line'],
    ['End of events stream', 'log-line'],
    ['Stats: {EventCount:6 ErrorCount:0 LostEvCount:0 LostWrCount:0 LostNtCount:0}', 'log-line'],
    ['Stats: {EventCount:6 ErrorCount:0 LostEvCount:12 LostWrCount:0 LostNtCount:0}', 'events-lost 12'],
    ['stats: {EventCounter:6 ErrorCounter:0 LostEvCounter:12 LostWrCounter:0}', 'events-lost 12'],
    ['Total events: 10, Lost events: 3, Lost file writes: 0, Unexpected errors: 0', 'events-lost 3'],
    ['{"Stats":{"EventCount":6,"LostEvCount":0}}', 'log-line'],
    ['{"Stats":{"EventCount":6,"LostEvCount":12}}', 'events-lost 12'],
    ['{"Stats":{"EventCount":6}}', 'not-an-event'],
    [zap('warn', 'KConfig: assuming kconfig values'), 'log-line'],
    [zap('warn', 'Lost 123 events'), 'events-lost 123'],
    [zap('warn', 'Lost 0 events'), 'log-line'],
    [zap('warn', 'Lost 5 write events'), 'log-line'],
    [zap('error', 'Tracee encountered an error', 'lost 7 events'), 'events-lost 7'],
    [text({ level: 'error', ts: 1, msg: 'x', id: 5, name: 'openat' }), 'log-line'],
    [docker(`${zap('warn', 'Lost 123 events')}\n`, 'stderr'), 'events-lost 123'],
    ['lost 8 events', 'events-lost 8'],
    ['"lost 8 events"', 'events-lost 8'],
    ['2026-08-03T01:02:03.123Z\tWARN\tLost 123 events', 'events-lost 123'],
    ['I0803 01:02:03.123456       1 main.go:12] starting', 'log-line'],
    ['time="2026-08-03T01:02:03Z" level=info msg="x"', 'log-line'],
    ['2026/08/03 01:02:03 text', 'log-line'],
    ['panic: runtime error: index out of range', 'log-line'],
    ['^C', 'log-line'],
    ['hello', 'line-unparsable'],
    ['12:35:52:328287  1000 node 1 1 0 openat pathname: {"timestamp":1,"eventName":"openat"}', 'line-unparsable'],
    ['[2026-08-03 01:02:03] text', 'line-unparsable'],
    ['{"timestamp":1,"eventName":"ope', 'line-unparsable'],
    [text({ event: '{"timestamp":1,"eventName":"ope' }), 'line-unparsable'],
    ['\0\0\0', 'line-unparsable'],
    ['5', 'not-an-event'],
    ['null', 'not-an-event'],
    ['"hello"', 'not-an-event'],
    ['[1,2]', 'not-an-event'],
    ['["tag",1,{"a":1}]', 'not-an-event'],
    ['["tag",1,{"level":"warn","ts":1,"msg":"Lost 5 events"}]', 'events-lost 5'],
    ['{}', 'not-an-event'],
    ['{"name":"x"}', 'not-an-event'],
    ['{"message":"hello","event":{}}', 'not-an-event'],
    ['{"__proto__":{"eventName":"openat"}}', 'not-an-event'],
    ['{"constructor":{"name":"openat"},"toString":1}', 'not-an-event'],
    [docker('hello\n'), 'line-unparsable'],
    [cri('F', 'hello'), 'line-unparsable'],
  ])('tells what %j is: %s', (line, fate) => {
    expect(fateOf(line)).toEqual([fate]);
  });

  it('opens so many envelopes and no more', () => {
    const wrapped = (times: number): string => (times === 0 ? event(1) : text({ event: wrapped(times - 1) }));
    expect(fateOf(wrapped(4))).toEqual([1]);
    expect(fateOf(wrapped(5))).toEqual(['line-unparsable']);
  });

  it('gives each event of an array on one line', () => {
    expect(fateOf(`[${event(1)},${v1beta1(2)}]`)).toEqual([1, 2]);
    expect(fateOf(`[${event(1)},5,{},[],${text({ event: event(2) })}]`)).toEqual([1, 2, 'not-an-event 3 1']);
  });

  it('finds events glued to each other or to log lines', () => {
    expect(fateOf(`${event(1)}${event(2)}`)).toEqual([1, 2]);
    expect(fateOf(`${event(1)},${event(2)},`)).toEqual([1, 2]);
    expect(fateOf(`INFO: starting tracee...${event(1)}`)).toEqual([1, 'log-line 1']);
    expect(fateOf(`${event(1)}INFO: starting tracee...`)).toEqual([1, 'log-line 1']);
    expect(fateOf(`${event(1)} and more`)).toEqual([1, 'line-unparsable 1']);
    expect(fateOf(`${event(1).slice(0, 30)}${event(2)}`)).toEqual([2, 'line-unparsable 1']);
    expect(fateOf(`${event(1)}${event(2).slice(0, 30)}`)).toEqual([1, 'line-unparsable 1']);
    expect(fateOf(`${event(1)}${zap('warn', 'Lost 5 events')}${event(2)}`)).toEqual([1, 2, 'events-lost 5 1']);
    expect(fateOf(`[pod/a/b] ${event(1)}${event(2)}`)).toEqual([1, 2]);
  });

  it('tells a loss before anything else on a line without events', () => {
    const cut = event(1).slice(0, 40);
    expect(fateOf(`${cut}${zap('warn', 'Lost 5 events')}`)).toEqual(['events-lost 5', 'line-unparsable 1']);
    expect(fateOf(`${cut}${zap('warn', 'text')}`)).toEqual(['log-line', 'line-unparsable 1']);
  });

  it('calls a last line that has no newline and cannot be read cut', () => {
    expect(fateOf(event(1), true)).toEqual([1]);
    expect(fateOf(event(1).slice(0, -1), true)).toEqual(['line-truncated']);
    expect(fateOf(cri('F', event(1).slice(0, -1)), true)).toEqual(['line-truncated']);
    expect(fateOf(`${event(1)}${event(2).slice(0, -1)}`, true)).toEqual([1, 'line-truncated 1']);
    expect(fateOf('INFO: starting', true)).toEqual(['log-line']);
    expect(fateOf('{}', true)).toEqual(['not-an-event']);
  });

  it('shows the beginning of a line, and no half of a character', () => {
    const [problem] = open([`${'x'.repeat(199)}\u{1F600}\u{1F600}`]).problems;
    expect(problem).toEqual({ kind: 'line-unparsable', line: 1, sample: 'x'.repeat(199) });
    expect(open([zap('error', 'Tracee encountered an error', 'why')]).problems).toEqual([
      { kind: 'log-line', line: 1, sample: 'error: Tracee encountered an error, why' },
    ]);
  });

  it('looks for events in a line that holds none no longer than needed', () => {
    const started = performance.now();
    expect(fateOf('{"timestamp":'.repeat(80_000))).toEqual(['line-unparsable']);
    expect(fateOf('['.repeat(1_000_000))).toEqual(['line-unparsable']);
    expect(fateOf(`INFO: ${'{'.repeat(1_000_000)}`)).toEqual(['log-line']);
    expect(fateOf(`{${' '.repeat(1_000_000)}`)).toEqual(['line-unparsable']);
    expect(fateOf(`TIME ${'A '.repeat(500_000)}`)).toEqual(['line-unparsable']);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('has one fate for any line, for events of which there are as many as it says, and never throws', () => {
    const part = fc.oneof(
      fc.constantFrom(
        event(1),
        v1beta1(2),
        zap('warn', 'Lost 5 events'),
        'INFO: x',
        ' ',
        '\\',
        '"',
        '{',
        '}',
        '[',
        ']',
        ',',
      ),
      fc.constantFrom(
        '{"event":',
        '{"log":',
        ',"stream":"stdout"}',
        cri('P', ''),
        cri('F', ''),
        '[pod/a/b] ',
        'a | ',
        '\r',
      ),
      fc.string(),
    );
    const line = fc.oneof(
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.json(),
      fc
        .tuple(fc.constantFrom('event', 'log', 'message'), fc.json())
        .map(([key, value]) => text({ [key]: value, stream: 'stdout' })),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), fc.boolean(), (lines, isCut) => {
        const { fates } = open(lines, isCut);
        for (const [index] of lines.entries()) {
          const own = fates.filter(([, at]) => at === index + 1);
          expect(own.length).toBeGreaterThan(0);
          if (own.length > 1) expect(new Set(own.map(([fate]) => fate))).toEqual(new Set(['event']));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('pieces of a line', () => {
  const [head, middle, tail] = [event(1).slice(0, 30), event(1).slice(30, 45), event(1).slice(45)];

  it('are joined in CRI logs, each stream by itself', () => {
    const { fates, notes, sawFragment } = open([
      cri('P', head),
      cri('P', event(2).slice(0, 60), 'stderr'),
      cri('P:x', middle),
      cri('F', tail),
      cri('F', event(2).slice(60), 'stderr'),
      cri('F', event(3)),
    ]);
    expect(fates.map(([, , what]) => what)).toEqual(['fragment', 'fragment', 'fragment', 1, 2, 3]);
    expect([notes, sawFragment]).toEqual([[], true]);
  });

  it('keep the spaces at their ends', () => {
    const spaced = '{"eventName":"a","n":"x  y"}';
    expect(open([cri('P', spaced.slice(0, 24)), cri('F', spaced.slice(24))]).fates[1]).toEqual(['event', 2, 'x  y']);
  });

  it('are joined in the files of Docker', () => {
    expect(open([docker(head), docker(middle), docker(`${tail}\n`), docker(event(2)), docker('\n')]).fates).toEqual([
      ['ignored', 1, 'fragment'],
      ['ignored', 2, 'fragment'],
      ['event', 3, 1],
      ['event', 4, 2],
      ['ignored', 5, 'blank-line'],
    ]);
  });

  it('end where they are JSON together when nothing has a newline', () => {
    const lines = [head, middle, tail, event(2), head, middle + tail].map((piece) => docker(piece));
    const { fates, notes } = open(lines);
    expect(fates.map(([, , what]) => what)).toEqual(['fragment', 'fragment', 1, 2, 'fragment', 1]);
    expect(notes).toEqual([]);
  });

  it('are not looked at for an end for ever', () => {
    const { fates, notes } = open([docker(head), ...Array<string>(300_000).fill(docker('}')), docker(event(2))]);
    expect(fates.at(-1)).toEqual(['event', 300_002, 2]);
    expect(notes).toEqual(['line-unparsable 1']);
  });

  it('go on in the next input', () => {
    const first = open([cri('F', event(1)), cri('P', head), cri('P', event(2).slice(0, 60), 'stderr')]);
    expect(first.notes).toEqual(['line-truncated 2', 'line-truncated 3']);
    const rest = [cri('P', middle), cri('F', event(2).slice(60), 'stderr'), cri('F', tail), cri('F', event(3))];
    const next = open(rest, false, first.opener.open());
    expect(next.fates.map(([, , what]) => what)).toEqual(['fragment', 2, 1, 3]);
    expect([next.notes, next.opener.continued]).toEqual([[], ['stdout', 'stderr']]);
  });

  it('do not go on with what begins anew, nor later than on the first line', () => {
    const left = open([cri('P', head)]).opener.open();
    const next = open([cri('F', event(2)), cri('F', tail)], false, left);
    expect(next.fates.map(([, , what]) => what)).toEqual([2, 'line-unparsable']);
    expect(next.opener.continued).toEqual([]);
    // It cannot be told that this is none of its rest, but nothing is made of it.
    expect(open([cri('F', 'hello')], false, left).fates).toEqual([['problem', 1, 'line-unparsable']]);
  });

  it('may hold an envelope', () => {
    const inner = text({ event: event(1) });
    expect(open([cri('P', inner.slice(0, 50)), cri('F', inner.slice(50))]).fates[1]).toEqual(['event', 2, 1]);
  });

  it('are told when the rest never came', () => {
    expect(open([cri('P', head), cri('P', middle)])).toMatchObject({ notes: ['line-truncated 1'] });
    expect(open([cri('P', head), cri('F', '!')]).fates[1]).toEqual(['problem', 2, 'line-unparsable']);
  });

  it('do not swallow a whole event that follows', () => {
    const { fates, notes } = open([
      docker(head),
      docker(event(2)),
      cri('P', head),
      cri('F', zap('warn', 'Lost 5 events')),
    ]);
    expect(fates.map(([, , what]) => what)).toEqual(['fragment', 2, 'fragment', 'events-lost 5']);
    expect(notes).toEqual(['line-unparsable 1', 'line-unparsable 3']);
  });

  it('are skipped when they are longer together than a line may be', () => {
    const piece = cri('P', 'x'.repeat(400_000));
    expect(open([cri('P', head), piece, piece, piece, cri('F', tail), cri('F', event(2))]).fates).toEqual([
      ...[1, 2, 3, 4].map((line) => ['ignored', line, 'fragment']),
      ['problem', 5, 'event-overlong'],
      ['event', 6, 2],
    ]);
    expect(open([piece, piece, piece])).toMatchObject({ notes: ['event-overlong 1'] });
  });
});

describe('looksLikeEvent', () => {
  it('asks for properties of the object itself', () => {
    expect(looksLikeEvent({ eventName: 'openat' })).toBe(true);
    expect(looksLikeEvent({ name: 'openat', data: [] })).toBe(true);
    expect(looksLikeEvent({ name: 'openat', policies: {} })).toBe(true);
    expect(looksLikeEvent({ name: 'openat', data: {} })).toBe(false);
    expect(looksLikeEvent({ eventName: 5 })).toBe(false);
    expect(looksLikeEvent(Object.create({ eventName: 'openat' }))).toBe(false);
    expect(looksLikeEvent([])).toBe(false);
  });
});

const mixed = '../shared/traces/tracee/mixed-log-and-events.log';

it.runIf(existsSync(mixed))('explains a real stream of events and log lines', () => {
  const lines = readFileSync(mixed, 'utf8').split('\n').slice(0, -1);
  expect(open(lines).fates.map(([fate, , what]) => (fate === 'event' ? fate : what))).toEqual([
    'log-line',
    'log-line',
    'event',
    'log-line',
    'log-line',
    'log-line',
  ]);
});
