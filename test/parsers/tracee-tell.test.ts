import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { severityOf } from '../../src/model/problem-kinds.ts';
import { hostShownBy } from '../../src/parsers/tracee-abi.ts';
import type { TraceeEvent } from '../../src/parsers/tracee-event.ts';
import { provedBy, subjectsOf, type Told, tableOf, tallyOf, told, toldApart, traceeEvent } from './tracee-stream.ts';

const idOf = (letter: string) => letter.repeat(64);
/** One call in a container of a Deployment. */
const web = traceeEvent({
  name: 'openat',
  id: 257,
  errno: 0,
  containerId: idOf('a'),
  started: true,
  containerName: 'nginx',
  image: 'nginx:1.27',
  podName: 'web-7d4b9c8f6d-x7k2p',
  podNamespace: 'prod',
  process: 'nginx',
});
/** The same of a replica. */
const replica = { ...web, containerId: idOf('b'), podName: 'web-7d4b9c8f6d-qqqqq', process: 'nginx' };
/** One call in a container of Docker's. */
const db = traceeEvent({
  name: 'futex',
  id: 202,
  errno: 110,
  containerId: idOf('c'),
  containerName: 'db',
  image: 'postgres:17',
  process: 'postgres',
});
const host = traceeEvent({ name: 'read', id: 0, errno: 0, process: 'cron' });

function kinds({ problems }: Told): string[] {
  return problems.map(({ kind, what, times }) => [kind, what, times].filter((part) => part !== undefined).join(' '));
}

describe('subjects', () => {
  it.each([
    [undefined, ['image nginx:1.27', 'image postgres:17']],
    ['image', ['image nginx:1.27', 'image postgres:17']],
    [
      'container',
      ['container db', 'container prod/web-7d4b9c8f6d-qqqqq/nginx', 'container prod/web-7d4b9c8f6d-x7k2p/nginx'],
    ],
    ['pod', ['container db', 'pod prod/web-7d4b9c8f6d-qqqqq', 'pod prod/web-7d4b9c8f6d-x7k2p']],
    ['workload', ['container db', 'workload prod/web']],
    ['process', ['process cron', 'process nginx', 'process postgres']],
    ['all', ['command stream']],
  ] as const)('by %s are %j', (by, expected) => {
    const result = told([tallyOf([db, host, replica, web])], by === undefined ? {} : { by });
    expect(subjectsOf(result)).toEqual(expected);
    const ignored = by === 'process' || by === 'all' ? undefined : 1;
    expect(result.fates.get('host-process')).toBe(ignored);
  });

  it('are the input where no event is of a container', () => {
    const result = told([tallyOf([host, { ...host, process: 'sshd' }])]);
    expect(subjectsOf(result)).toEqual(['command stream']);
    expect(result.fates).toEqual(new Map([['evidence', 2]]));
    expect(subjectsOf(told([tallyOf([host])], { by: 'image' }))).toEqual(['command stream']);
    expect(subjectsOf(told([tallyOf([host, { ...host, process: '' }])], { by: 'process' }))).toEqual([
      'command stream',
      'process cron',
    ]);
  });

  it('take the digest for an image without a name', () => {
    expect(subjectsOf(told([tallyOf([{ ...db, image: '', imageDigest: 'sha256:1' }])]))).toEqual(['image sha256:1']);
  });

  it('take names that other events of the container tell, whatever tally they are in', () => {
    const early = { ...web, name: 'read', id: 0, containerName: '', image: '', podName: '', podNamespace: '' };
    const result = told([tallyOf([early]), tallyOf([web])], { by: 'workload' });
    expect(subjectsOf(result)).toEqual(['workload prod/web']);
    expect(provedBy(result)).toEqual(['prod/web x86_64 openat returned', 'prod/web x86_64 read returned']);
    expect(kinds(result)).toEqual(['returns-only']);
  });

  it('stand under the id where nothing is told, and say so', () => {
    const nameless = { ...db, containerName: '', image: '' };
    const result = told([tallyOf([nameless, { ...nameless, name: 'read', id: 0 }])]);
    expect(subjectsOf(result)).toEqual([`container ${'c'.repeat(12)}`]);
    expect(kinds(result)).toEqual([`container-unnamed ${'c'.repeat(12)}`, 'returns-only']);
  });

  it('stand under the name of the container where only that is told', () => {
    const result = told([tallyOf([{ ...db, image: '' }])]);
    expect(subjectsOf(result)).toEqual(['container db']);
    expect(kinds(result)).toEqual(['returns-only']);
  });

  it('have names as long as a recording takes', () => {
    const result = told([tallyOf([{ ...db, image: 'x'.repeat(10_000) }])]);
    expect(result.recordings[0]?.subject.name).toHaveLength(4096);
  });

  it('are no more than there is room for', () => {
    const many = Array.from({ length: 10_002 }, (_, index) => ({ ...db, image: `image-${10_000 + index}` })).map(
      (event, index) => ({ ...event, containerId: `${index}`.padStart(64, '0') }),
    );
    const result = told([tallyOf(many)]);
    expect(result.recordings).toHaveLength(10_000);
    expect(kinds(result)).toEqual(['records-too-varied 2', 'returns-only']);
    expect(result.fates).toEqual(
      new Map([
        ['evidence', 10_000],
        ['problem', 2],
      ]),
    );
  });
});

describe('selections', () => {
  it.each([
    ['container', 'db', ['image postgres:17']],
    ['id', 'c'.repeat(12), ['image postgres:17']],
    ['id', idOf('c'), ['image postgres:17']],
    ['image', 'nginx:1.27', ['image nginx:1.27']],
    ['namespace', 'prod', ['image nginx:1.27']],
    ['pod', 'web-7d4b9c8f6d-x7k2p', ['image nginx:1.27']],
    ['process', 'postgres', ['image postgres:17']],
    ['workload', 'web', ['image nginx:1.27']],
  ] as const)('by %s %s leave %j', (key, value, expected) => {
    const result = told([tallyOf([web, db])], { select: [{ key, value }] });
    expect(subjectsOf(result)).toEqual(expected);
    expect(result.fates).toEqual(
      new Map([
        ['evidence', 1],
        ['not-selected', 1],
      ]),
    );
  });

  it.each([
    ['id', 'c'.repeat(11)],
    ['container', 'd'],
    ['workload', ''],
  ] as const)('by %s %j leave nothing, which is an error', (key, value) => {
    const result = told([tallyOf([db])], {
      select: [
        { key, value },
        { key: 'process', value: 'postgres' },
      ],
    });
    expect(kinds(result)).toEqual(['nothing-selected']);
    expect(result.problems.map(severityOf)).toEqual(['error']);
  });

  it('have to hold together', () => {
    const select = [
      { key: 'image', value: 'nginx:1.27' },
      { key: 'pod', value: 'web-7d4b9c8f6d-qqqqq' },
    ] as const;
    expect(subjectsOf(told([tallyOf([web, replica, db])], { select, by: 'pod' }))).toEqual([
      'pod prod/web-7d4b9c8f6d-qqqqq',
    ]);
    expect(told([tallyOf([host])], { select: [{ key: 'process', value: 'cron' }] }).fates.get('evidence')).toBe(1);
    expect(told([tallyOf([host])], { select: [{ key: 'id', value: '' }] }).fates.get('not-selected')).toBe(1);
  });
});

describe('what is told of a subject', () => {
  it('is each kind of evidence apart, with how often', () => {
    const events = [
      web,
      web,
      { ...web, errno: 2 },
      traceeEvent({ name: 'sys_enter', syscallArgument: 257, containerId: idOf('a') }),
      traceeEvent({ name: 'security_file_open', syscall: 'openat', containerId: idOf('a') }),
      traceeEvent({ name: 'cap_capable', capArgument: 21, containerId: idOf('a') }),
    ];
    const [recording] = told([tallyOf(events)]).recordings;
    expect(recording).toMatchObject({
      subject: { kind: 'image', name: 'nginx:1.27' },
      runs: 1,
      endings: [{ how: 'unknown', times: 1 }],
      origins: [{ format: 'tracee', unseen: ['entry-execve'] }],
      abis: [
        {
          abi: 'x86_64',
          syscalls: [
            {
              name: 'openat',
              calls: 3,
              failed: 1,
              errnos: [{ errno: 'ENOENT', times: 1 }],
              entered: 1,
              inside: [{ event: 'security_file_open', times: 1 }],
            },
          ],
        },
      ],
      capabilities: [{ name: 'CAP_SYS_ADMIN', times: 1 }],
    });
  });

  it('says what such a stream cannot show', () => {
    const entering = traceeEvent({ name: 'sys_enter', syscallArgument: 0 });
    const returning = told([tallyOf([web])]);
    expect(returning.recordings[0]?.origins).toEqual([
      { format: 'tracee', unseen: ['entry-execve', 'in-flight', 'rt_sigreturn'] },
    ]);
    expect(kinds(returning)).toEqual(['returns-only']);
    expect(told([tallyOf([host])]).recordings[0]?.origins).toEqual([
      { format: 'tracee', unseen: ['in-flight', 'rt_sigreturn'] },
    ]);
    const entered = told([tallyOf([entering])]);
    expect(entered.recordings[0]?.origins).toEqual([{ format: 'tracee' }]);
    expect(kinds(entered)).toEqual([]);
  });

  it('is nothing of before the container started', () => {
    const before = { ...web, name: 'pivot_root', id: 155, started: false };
    const result = told([tallyOf([before, web, { ...host, started: false }])], { by: 'all' });
    expect(provedBy(result)).toEqual(['stream x86_64 openat returned', 'stream x86_64 read returned']);
    expect(result.fates.get('before-start')).toBe(1);
  });

  it('is nothing at all where nothing is proved', () => {
    const result = told([tallyOf([traceeEvent({ name: 'net_packet_dns' }), traceeEvent({ name: 'sched_switch' })])]);
    expect(result.recordings).toEqual([]);
    expect(result.fates).toEqual(
      new Map([
        ['no-syscall', 1],
        ['packet', 1],
      ]),
    );
    expect(told([]).recordings).toEqual([]);
  });

  it('leaves indirect evidence out on request', () => {
    const inside = traceeEvent({ name: 'security_file_open', syscall: 'openat' });
    const result = told([tallyOf([inside, host])], { noIndirect: true });
    expect(provedBy(result)).toEqual(['stream x86_64 read returned']);
    expect(result.fates.get('not-direct')).toBe(1);
  });
});

describe('the machine', () => {
  const silent = traceeEvent({ name: 'openat', id: 258, layout: 'v1beta1', errno: 0 });
  const arm = { ...web, id: 56, containerId: idOf('d'), image: 'arm' };

  it('is inferred, with a note', () => {
    const result = told([tallyOf([silent, { ...host, name: 'stat', id: 4 }])], { abiIsAssumed: true, abi: 'aarch64' });
    expect(kinds(result)).toEqual(['abi-inferred x86_64', 'returns-only']);
    expect(provedBy(result)).toEqual(['stream x86_64 openat returned', 'stream x86_64 stat returned']);
    expect(result.problems.every((problem) => severityOf(problem) === 'note')).toBe(true);
  });

  it('is asked for once where nothing shows it, never guessed', () => {
    const capable = { ...silent, name: 'cap_capable', id: 1019, capArgument: 10 };
    const result = told([tallyOf([silent, { ...silent, errno: 2 }, capable])], { abiIsAssumed: true });
    expect(kinds(result)).toEqual(['abi-not-told', 'returns-only']);
    expect(severityOf({ kind: 'abi-not-told' })).toBe('error');
    expect(provedBy(result)).toEqual(['stream CAP_NET_BIND_SERVICE']);
    expect(result.fates).toEqual(
      new Map([
        ['problem', 2],
        ['evidence', 1],
      ]),
    );
  });

  it('is what the user names, without a note', () => {
    const result = told([tallyOf([silent])], { abi: 'aarch64' });
    expect(kinds(result)).toEqual(['returns-only']);
    expect(provedBy(result)).toEqual(['stream aarch64 openat returned']);
  });

  it('contradicts the user where all that shows is another', () => {
    const result = told([tallyOf([host])], { abi: 'aarch64' });
    expect(kinds(result)).toEqual(['abi-contradicted x86_64', 'returns-only']);
    expect(severityOf({ kind: 'abi-contradicted' })).toBe('error');
    expect(kinds(told([tallyOf([host])], { abi: 'riscv64' }))).toEqual(['abi-contradicted x86_64', 'returns-only']);
    expect(kinds(told([tallyOf([host])], { abi: 'i386' }))).toEqual(['returns-only']);
    expect(kinds(told([tallyOf([silent])], { abi: 'riscv64' }))).toEqual(['abi-not-told']);
  });

  it('is that of each container where the logs of several are joined', () => {
    const quiet = { ...silent, containerId: idOf('e'), image: 'quiet' };
    const stream = [tallyOf([web, arm, quiet])];
    const result = told(stream, { abiIsAssumed: true });
    expect(provedBy(result)).toEqual(['arm aarch64 openat returned', 'nginx:1.27 x86_64 openat returned']);
    expect(kinds(result)).toEqual([
      `abi-inferred aarch64`,
      `abi-inferred x86_64`,
      `abi-not-told ${'e'.repeat(12)}`,
      'returns-only',
    ]);
    const named = told(stream, { abi: 'aarch64' });
    expect(provedBy(named)).toContain('quiet aarch64 openat returned');
    expect(kinds(named)).toEqual(['returns-only']);
  });
});

describe('the account', () => {
  it('holds what the reader counted, and lines of the whole input', () => {
    const first = tallyOf([host], {
      lines: 10,
      ignored: [{ rule: 'blank-line', times: 3 }],
      unusable: 1,
      problems: [{ kind: 'not-an-event', line: 4, sample: '{}' }],
    });
    const unknown = traceeEvent({ name: 'my_event' });
    const second = tallyOf([unknown, host], {
      problems: [
        { kind: 'not-an-event', line: 2, times: 2, sample: '[]' },
        { kind: 'line-truncated', line: 3 },
      ],
      unusable: 3,
    });
    const result = told([first, second]);
    expect(result.fates).toEqual(
      new Map([
        ['blank-line', 3],
        ['evidence', 2],
        ['problem', 5],
      ]),
    );
    expect(result.problems).toEqual([
      { kind: 'event-unknown', what: 'my_event', source: 'stream.json', line: 11 },
      { kind: 'line-truncated', source: 'stream.json', line: 13 },
      { kind: 'not-an-event', source: 'stream.json', line: 4, sample: '{}', times: 3 },
      { kind: 'returns-only', source: 'stream.json' },
    ]);
  });

  it('counts a row as often as it came', () => {
    const row = { event: traceeEvent({ name: 'my_event' }), times: 7, line: 2 };
    const result = told([tallyOf([], { rows: tableOf([row]), lines: 8 })]);
    expect(result.fates).toEqual(new Map([['problem', 7]]));
    expect(result.problems).toEqual([
      { kind: 'event-unknown', what: 'my_event', source: 'stream.json', line: 2, times: 7 },
    ]);
  });
});

/** What their source cannot show of each. */
function unseenIn({ recordings }: Told): unknown[] {
  return recordings.map(({ subject, origins }) => [subject, origins]);
}

const anyEvent: fc.Arbitrary<TraceeEvent> = fc
  .record({
    name: fc.constantFrom('openat', 'open', 'waitpid', 'exit', 'sys_enter', 'security_file_open', 'cap_capable', 'odd'),
    id: fc.constantFrom(257, 56, 2, 449, 700, undefined),
    syscall: fc.constantFrom('', 'openat', 'stat', 'Undefined'),
    compat: fc.boolean(),
    started: fc.constantFrom(true, false, undefined),
    containerId: fc.constantFrom('', idOf('a'), idOf('b'), idOf('c')),
    containerName: fc.constantFrom('', 'one', 'two'),
    image: fc.constantFrom('', 'nginx', 'redis'),
    podName: fc.constantFrom('', 'web-0', 'web-1'),
    errno: fc.constantFrom(0, 2, undefined),
    syscallArgument: fc.constantFrom(257, 56, 449, -1, 'openat', undefined),
    capArgument: fc.constantFrom(10, 99, undefined),
  })
  .map((given) => traceeEvent(given));

describe('what is proved', () => {
  it('depends neither on the order of events, nor on their division, nor on how often each came', () => {
    const contexts = fc.record({
      by: fc.constantFrom('image', 'container', 'workload', 'all' as const),
      abi: fc.constantFrom('x86_64', 'aarch64' as const),
      abiIsAssumed: fc.boolean(),
      noIndirect: fc.boolean(),
    });
    const input = fc
      .tuple(fc.array(anyEvent, { maxLength: 30 }), fc.nat({ max: 30 }), fc.nat({ max: 30 }))
      .chain(([events, cut, again]) =>
        fc
          .shuffledSubarray([...events, ...events.slice(0, again)], {
            minLength: events.length + Math.min(again, events.length),
          })
          .map((shuffled) => ({ events, parts: [shuffled.slice(0, cut), shuffled.slice(cut)] })),
      );
    fc.assert(
      fc.property(input, contexts, ({ events, parts }, context) => {
        const whole = told([tallyOf(events)], context);
        const tallies = parts.map((part) => tallyOf(part));
        const divided = told(tallies, context);
        expect(provedBy(divided)).toEqual(provedBy(whole));
        expect(divided.problems.map(({ kind, what }) => [kind, what])).toEqual(
          whole.problems.map(({ kind, what }) => [kind, what]),
        );
        const records = [...divided.fates.values()].reduce((sum, times) => sum + times, 0);
        expect(records).toBe(parts.flat().length);
        // Of several inputs one may be of a node whose machine nothing shows.
        const apart = toldApart(
          tallies.map((tally) => [tally]),
          context,
        );
        const isMixed = new Set(events.map(hostShownBy).filter((shown) => shown !== undefined)).size > 1;
        const isWrong = [...apart.problems, ...whole.problems].some((one) => severityOf(one) === 'error');
        if (!isMixed && !isWrong) {
          expect(provedBy(apart)).toEqual(provedBy(whole));
          expect(unseenIn(apart)).toEqual(unseenIn(whole));
        }
        expect(apart.fates.size === 0 ? 0 : [...apart.fates.values()].reduce((sum, times) => sum + times)).toBe(
          records,
        );
      }),
    );
  });
});
