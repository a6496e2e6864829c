import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordingsVerdict } from '../../src/model/verdict.ts';
import { recordingsText } from '../../src/report/recordings-text.ts';

type Described = RecordingsVerdict['recordings'][number];

const web: Described = {
  subject: 'registry.example.com/shop/team-with-a-long-name/web-frontend:1.27.3-alpine',
  subjectKind: 'image',
  path: 'recordings/web-frontend-0a1b2c3d.recording.json',
  runs: 1,
  syscalls: 87,
  events: 1_203_331,
  calls: 1_000_000,
  refused: [],
  gaps: [],
};
const app: Described = { ...web, subject: 'app', subjectKind: 'command', path: 'app.recording.json', events: 9 };

function shown(recordings: readonly Described[], width: number, records?: RecordingsVerdict['records']): string {
  const verdict = { kind: 'recordings', recordings, ...(records !== undefined && { records }) } as const;
  return recordingsText(verdict, { color: false, width, verbose: false });
}

describe('recordingsText', () => {
  it('puts everything on a line where it fits, aligned', () => {
    expect(shown([app], 80)).toBe(
      ['SUBJECT      EVENTS  SYSCALLS  FILE', 'command app       9        87  app.recording.json', ''].join('\n'),
    );
    const wide = shown([web, app], 200).split('\n');
    expect(wide).toHaveLength(4);
    for (const row of wide.slice(0, 3)) expect(row.length).toBeLessThanOrEqual(200);
    expect(wide[1]).toContain(`image ${web.subject}  1,203,331        87  ${web.path}`);
    expect(wide[2]?.indexOf('app.recording.json')).toBe(wide[1]?.indexOf(web.path));
  });

  it('leaves out the middle of a long name before it breaks the line', () => {
    const rows = shown([web, app], 120).split('\n');
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(120);
    expect(rows[0]).toMatch(/^SUBJECT +EVENTS {2}SYSCALLS {2}FILE$/);
    expect(rows[1]).toMatch(/^image registry\.example.*….*1\.27\.3-alpine {2}1,203,331 {8}87 {2}recordings\/web-f/);
  });

  it('puts the file below in a narrow terminal', () => {
    const rows = shown([web, app], 80).split('\n');
    expect(rows[0]).toMatch(/^SUBJECT +EVENTS {2}SYSCALLS$/);
    expect(rows[0]).toHaveLength(80);
    expect(rows[1]).toMatch(/^image registry.*….*:1\.27\.3-alpine {2}1,203,331 {8}87$/);
    expect(rows.slice(2)).toEqual([
      `  ${web.path}`,
      expect.stringMatching(/^command app +9 {8}87$/),
      '  app.recording.json',
      '',
    ]);
  });

  it('counts runs where there are several', () => {
    expect(shown([{ ...app, runs: 12 }], 80)).toBe(
      'SUBJECT      EVENTS  SYSCALLS  RUNS  FILE\ncommand app       9        87    12  app.recording.json\n',
    );
  });

  it('tells how much was lost where the source says it, of whomever it was', () => {
    expect(shown([{ ...app, lost: 1234 }, { ...web, subject: 'b', lost: 0 }, app], 80)).toBe(
      [
        'SUBJECT         EVENTS  SYSCALLS    LOST',
        'command app          9        87  ≤1,234',
        '  app.recording.json',
        'image b      1,203,331        87       0',
        `  ${web.path}`,
        'command app          9        87       -',
        '  app.recording.json',
        '',
      ].join('\n'),
    );
  });

  it('puts the numbers below as well where there is no room for a name', () => {
    expect(shown([{ ...web, lost: 2_000_000_000, runs: 12 }], 44)).toBe(
      [
        'SUBJECT',
        '     EVENTS  SYSCALLS            LOST  RUNS',
        'image registry.example…rontend:1.27.3-alpine',
        '  1,203,331        87  ≤2,000,000,000    12',
        `  ${web.path}`,
        '',
      ].join('\n'),
    );
  });

  it('tells what may be missing once for all, or whose it is', () => {
    const gaps = [{ kind: 'events-lost', times: 1234 }];
    const together = shown(
      [
        { ...web, gaps },
        { ...app, gaps },
      ],
      80,
    );
    expect(together).toContain(
      '\nWhat may be missing\n  ! events that Tracee says it lost (1,234 times) [events-lost]\n',
    );
    expect(together.match(/events-lost/g)).toHaveLength(1);
    expect(shown([web, { ...app, gaps }], 80)).toContain('\nWhat may be missing in app\n');
    const later = [{ kind: 'of-a-later-version', what: '\u001b[31m', times: 1 }];
    expect(shown([{ ...app, gaps: later }], 80)).toContain('  ! of-a-later-version: \\x1b[31m\n');
  });

  it('tells what became of the records', () => {
    const records = {
      all: 10_534,
      evidence: 9900,
      ignored: [
        { rule: 'packet', times: 500 },
        { rule: 'signature', times: 100 },
      ],
      problems: 34,
    } as const;
    expect(shown([app], 200, records).split('\n').at(-2)).toBe(
      '10,534 lines: 9,900 evidence, 600 ignored (500 network packets and flows; 100 detections), 34 problems',
    );
    expect(shown([app], 80, { all: 1, evidence: 0, ignored: [], problems: 1 })).toContain(
      '\n1 line: 0 evidence, 1 problem\n',
    );
    const nothing = shown([], 80, { all: 2, evidence: 0, ignored: [{ rule: 'packet', times: 2 }], problems: 0 });
    expect(nothing).toBe('no recording\n\n2 lines: 0 evidence, 2 ignored (2 network packets and flows)\n');
  });

  it('fits the width, save for paths, and lets no control character through', () => {
    const low = fc.integer({ min: 1, max: 0x206f }).map((code) => String.fromCharCode(code));
    const text = fc.string({ unit: low, minLength: 1, maxLength: 80 });
    const one = fc.record(
      { subject: text, events: fc.nat(), syscalls: fc.nat(400), lost: fc.nat(), runs: fc.nat(3) },
      { requiredKeys: ['subject', 'events', 'syscalls', 'runs'] },
    );
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 5 }), fc.integer({ min: 50, max: 200 }), (some, width) => {
        const recordings = some.map((each): Described => ({ ...web, ...each, path: 'a.recording.json' }));
        const told = shown(recordings, width);
        for (const row of told.split('\n')) expect(row.length).toBeLessThanOrEqual(width);
        expect(told.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
      }),
    );
  });
});
