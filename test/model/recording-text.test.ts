import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatRecording } from '../../src/model/format-recording.ts';
import { parseRecording } from '../../src/model/parse-recording.ts';
import { type Recording, recordingSchema } from '../../src/model/recording.ts';
import { arbitraryRecording } from './arbitrary-recording.ts';

const small: Recording = {
  format: 'seccinch-recording',
  version: 1,
  subject: { kind: 'command', name: 'true' },
  runs: 1,
  origins: [{ format: 'strace-summary', tool: 'strace 6.1' }],
  endings: [{ how: 'exited', times: 1 }],
  gaps: [],
  abis: [
    {
      abi: 'x86_64',
      syscalls: [
        { name: 'access', calls: 1, failed: 1, errnos: [{ errno: 'ENOENT', times: 1 }] },
        { name: 'exit_group', calls: 1, unreturned: 1 },
      ],
    },
  ],
  capabilities: [],
};

function problemOf(text: string): unknown {
  const parsed = parseRecording(text, 'x.recording.json');
  return parsed.ok ? undefined : parsed.problem;
}

describe('formatRecording', () => {
  test('writes one system call a line', () => {
    expect(formatRecording(small)).toBe(`{
  "format": "seccinch-recording",
  "version": 1,
  "subject": {"kind":"command","name":"true"},
  "runs": 1,
  "origins": [
    {"format":"strace-summary","tool":"strace 6.1"}
  ],
  "endings": [
    {"how":"exited","times":1}
  ],
  "gaps": [],
  "abis": [
    {
      "abi": "x86_64",
      "syscalls": [
        {"name":"access","calls":1,"failed":1,"errnos":[{"errno":"ENOENT","times":1}]},
        {"name":"exit_group","calls":1,"unreturned":1}
      ]
    }
  ],
  "capabilities": []
}
`);
  });

  test('writes calls that were only entered, or only seen from inside, in one line as well', () => {
    const text = formatRecording({
      ...small,
      origins: [{ format: 'tracee', unseen: ['rt_sigreturn', 'in-flight', 'rt_sigreturn'] }],
      abis: [
        {
          abi: 'x86_64',
          syscalls: [
            { name: 'openat', calls: 0, inside: [{ event: 'security_file_open', times: 2 }] },
            { name: 'futex', calls: 0, entered: 4 },
          ],
        },
      ],
    });
    expect(text).toContain('    {"format":"tracee","unseen":["in-flight","rt_sigreturn"]}\n');
    expect(text).toContain(
      '        {"name":"futex","calls":0,"entered":4},\n' +
        '        {"name":"openat","calls":0,"inside":[{"event":"security_file_open","times":2}]}\n',
    );
  });

  test('what it writes is valid and reads back the same, whatever the names', () => {
    fc.assert(
      fc.property(arbitraryRecording(), (recording) => {
        const text = formatRecording(recording);
        expect(recordingSchema.safeParse(JSON.parse(text)).success).toBe(true);
        expect(parseRecording(text, 'x')).toEqual({ ok: true, value: recording });
        expect(text.endsWith('}\n')).toBe(true);
      }),
    );
  });
});

describe('parseRecording', () => {
  test('passes over a byte order mark', () => {
    expect(parseRecording(`\uFEFF${formatRecording(small)}`, 'x')).toEqual({ ok: true, value: small });
  });

  test('puts a hand-edited file in canonical form', () => {
    const [x86] = small.abis;
    const shuffled = {
      ...small,
      abis: [
        { abi: 'x86_64', syscalls: [...(x86?.syscalls ?? [])].reverse() },
        { abi: 'x86_64', syscalls: [{ name: 'access', calls: 2, failed: 0 }] },
      ],
    };
    const parsed = parseRecording(JSON.stringify(shuffled), 'x');
    expect(parsed.ok && parsed.value.abis).toEqual([
      {
        abi: 'x86_64',
        syscalls: [
          { name: 'access', calls: 3, failed: 1, errnos: [{ errno: 'ENOENT', times: 1 }] },
          { name: 'exit_group', calls: 1, unreturned: 1 },
        ],
      },
    ]);
  });

  test.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['{', 'not JSON'],
    ['\u0000\u0001ELF', 'not JSON'],
    ['null', 'the whole: Invalid input: expected object, received null'],
    ['[]', 'the whole: Invalid input: expected object, received array'],
    [JSON.stringify({ ...small, runs: -1 }), 'runs: Too small: expected number to be >=0'],
    [JSON.stringify({ ...small, abis: [{ abi: 'x86_64', syscalls: [] }] }), /^abis\[0\]\.syscalls: Too small/],
    [
      JSON.stringify({ ...small, abis: [{ abi: 'x86_64', syscalls: [{ name: '../x', calls: 1 }] }] }),
      /^abis\[0\]\.syscalls\[0\]\.name: /,
    ],
    [JSON.stringify({ ...small, abis: [{ abi: 'x86_64', syscalls: [{ name: 'read', calls: 1.5 }] }] }), /calls: /],
    [
      JSON.stringify({ ...small, abis: [{ abi: 'x86_64', syscalls: [{ name: 'read', calls: 1, failed: 2 }] }] }),
      'abis[0].syscalls[0]: more outcomes than calls',
    ],
    [
      JSON.stringify({
        ...small,
        abis: [{ abi: 'x86_64', syscalls: [{ name: 'read', calls: 1, errnos: [{ errno: 'ENOSYS', times: 1 }] }] }],
      }),
      'abis[0].syscalls[0]: more outcomes than calls',
    ],
    [
      JSON.stringify({ ...small, abis: [{ abi: 'x86_64', syscalls: [{ name: 'read', calls: 0 }] }] }),
      'abis[0].syscalls[0]: nothing says that the call was made',
    ],
    [
      JSON.stringify({ ...small, abis: [{ abi: 'x86_64', syscalls: [{ name: 'read', calls: 0, inside: [] }] }] }),
      /^abis\[0\]\.syscalls\[0\]\.inside: Too small/,
    ],
    [JSON.stringify({ ...small, origins: [{ format: 'tracee', unseen: ['execve'] }] }), /^origins\[0\]\.unseen\[0\]: /],
    [JSON.stringify({ ...small, extra: 1 }), /^the whole: Unrecognized key/],
    [JSON.stringify({ ...small, version: 0 }), /^version: /],
    [formatRecording(small).replace('"runs": 1', '"runs": 1, "__proto__": {"polluted": true}'), /__proto__/],
  ])('says what is wrong: %j', (text, what) => {
    expect(problemOf(text)).toMatchObject({
      kind: 'recording-invalid',
      source: 'x.recording.json',
      what: typeof what === 'string' ? what : expect.stringMatching(what),
    });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('refuses a newer version as such, whatever else it holds', () => {
    expect(problemOf(JSON.stringify({ version: 2, surprise: [] }))).toEqual({
      kind: 'recording-too-new',
      source: 'x.recording.json',
      what: 'version 2',
    });
  });

  test('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify({ ...small, abis: value })),
        ),
        (text) => {
          const parsed = parseRecording(text, 'x');
          expect(parsed.ok === false || parsed.value.format === 'seccinch-recording').toBe(true);
        },
      ),
    );
  });
});
