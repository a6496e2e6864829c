import { describe, expect, it } from 'vitest';
import { atLeast, parseVersion, versionLine } from '../../src/record/strace-version.ts';

describe('strace versions', () => {
  it.each([
    ['strace -- version 6.1\nCopyright …', '6.1'],
    ['strace -- version 5.10-0ubuntu1\n', '5.10-0ubuntu1'],
    ['strace -- version UNKNOWN\n', 'UNKNOWN'],
  ])('finds it in %j', (output, version) => {
    expect(versionLine(output)).toBe(version);
  });

  it.each(['', 'bash: strace: not found', 'strace: version 6.1', '\nstrace -- version 6.1'])(
    'finds none in %j',
    (output) => {
      expect(versionLine(output)).toBeUndefined();
    },
  );

  it.each([
    ['6.1', 6, 1],
    ['5.10-0ubuntu1', 5, 10],
    ['6.1.0.31.b2e1', 6, 1],
    ['4.26', 4, 26],
  ])('reads %s', (text, major, minor) => {
    expect(parseVersion(text)).toEqual({ major, minor, text });
  });

  it.each(['UNKNOWN', '', '6', 'v6.1', '6.12345', '-1.2'])('does not read %j', (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });

  it('compares by number, not by letter', () => {
    const version = { major: 5, minor: 10, text: '5.10' };
    expect([atLeast(version, 5, 2), atLeast(version, 5, 10), atLeast(version, 5, 11), atLeast(version, 6, 0)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(atLeast(version, 4, 99)).toBe(true);
  });
});
