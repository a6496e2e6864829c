import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatOciSeccomp } from '../../src/emit/oci-seccomp-text.ts';
import { type OciSeccomp, ociActions } from '../../src/model/oci-seccomp.ts';
import { readOciSeccomp } from '../../src/model/oci-seccomp-file.ts';
import { hostileText } from '../model/arbitrary-recording.ts';
import { arbitraryCondition } from './arbitrary-profile.ts';

const action = fc.constantFrom(...ociActions);
const errno = fc.nat(2 ** 32 - 1);
const texts = fc.array(hostileText, { maxLength: 3 });

const arbitraryOci: fc.Arbitrary<OciSeccomp> = fc.record(
  {
    defaultAction: action,
    defaultErrnoRet: errno,
    architectures: texts,
    flags: texts,
    listenerPath: hostileText,
    listenerMetadata: hostileText,
    syscalls: fc.array(
      fc.record(
        { names: texts, action, errnoRet: errno, args: fc.array(arbitraryCondition, { maxLength: 3 }) },
        { requiredKeys: ['names', 'action'] },
      ),
      { maxLength: 4 },
    ),
  },
  { requiredKeys: ['defaultAction'] },
);

function problemOf(text: string): unknown {
  const read = readOciSeccomp(text, 'x.json');
  return read.ok ? undefined : read.problem;
}

describe('readOciSeccomp', () => {
  test('reads back what is written, values of 64 bits and MASKED_EQ to the last digit', () => {
    fc.assert(
      fc.property(arbitraryOci, (profile) => {
        const text = formatOciSeccomp(profile);
        const read = readOciSeccomp(text, 'x');
        expect(read).toEqual({ ok: true, value: profile });
        expect(read.ok && formatOciSeccomp(read.value)).toBe(text);
      }),
    );
    const text =
      '{"defaultAction":"SCMP_ACT_LOG","syscalls":[{"names":["a"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"value":18446744073709551615,"valueTwo":9007199254740993,"op":"SCMP_CMP_MASKED_EQ"}]}]}';
    const read = readOciSeccomp(`\uFEFF${text}`, 'x');
    expect(read.ok && read.value.syscalls?.[0]?.args).toEqual([
      { index: 0, value: 18446744073709551615n, valueTwo: 9007199254740993n, op: 'SCMP_CMP_MASKED_EQ' },
    ]);
  });

  test('leaves out keys that it does not know, and empty conditions', () => {
    const text =
      '{"defaultAction":"SCMP_ACT_LOG","__proto__":{"x":1},"syscalls":[{"names":["a"],"action":"SCMP_ACT_ALLOW","args":[],"comment":"c","includes":{},"excludes":{},"name":""}]}';
    expect(readOciSeccomp(text, 'x')).toEqual({
      ok: true,
      value: { defaultAction: 'SCMP_ACT_LOG', syscalls: [{ names: ['a'], action: 'SCMP_ACT_ALLOW', args: [] }] },
    });
  });

  const rule = (extra: string): string =>
    `{"defaultAction":"SCMP_ACT_LOG","syscalls":[{"names":["a"],"action":"SCMP_ACT_ALLOW",${extra}}]}`;

  test.each([
    ['', { kind: 'profile-invalid', source: 'x.json', what: 'empty' }],
    ['{\n{', { kind: 'profile-invalid', source: 'x.json', what: 'not JSON', line: 2 }],
    [
      '[]',
      { kind: 'profile-invalid', source: 'x.json', what: 'the whole: Invalid input: expected object, received array' },
    ],
    [
      rule('"args":[{"index":0,"value":1e3,"op":"SCMP_CMP_EQ"}]'),
      { kind: 'profile-invalid', source: 'x.json', what: expect.stringMatching(/^syscalls\[0\]\.args\[0\]\.value: /) },
    ],
    [
      rule('"args":[{"index":0,"value":-1,"op":"SCMP_CMP_EQ"}]'),
      { kind: 'profile-invalid', source: 'x.json', what: expect.stringMatching(/^syscalls\[0\]\.args\[0\]\.value: /) },
    ],
    [
      rule('"args":[{"index":0,"value":18446744073709551616,"op":"SCMP_CMP_EQ"}]'),
      { kind: 'profile-invalid', source: 'x.json', what: expect.stringMatching(/value: /) },
    ],
    [
      rule('"includes":{"caps":["CAP_SYS_ADMIN"]}'),
      { kind: 'profile-not-plain', source: 'x.json', what: 'syscalls[0].includes' },
    ],
    [
      '{"defaultAction":"SCMP_ACT_ERRNO","defaultErrno":"ENOSYS"}',
      { kind: 'profile-not-plain', source: 'x.json', what: 'defaultErrno' },
    ],
    [
      '{"defaultAction":"SCMP_ACT_ERRNO","archMap":[{"architecture":"SCMP_ARCH_X86_64"}]}',
      { kind: 'profile-not-plain', source: 'x.json', what: 'archMap' },
    ],
    [
      '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"name":"kill","action":"SCMP_ACT_ERRNO"}]}',
      { kind: 'profile-not-plain', source: 'x.json', what: 'syscalls[0].name' },
    ],
  ])('refuses %j', (text, problem) => {
    expect(problemOf(text)).toEqual(problem);
  });

  test('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"defaultAction":"SCMP_ACT_LOG","syscalls":${json}}`),
        ),
        (text) => {
          expect(typeof readOciSeccomp(text, 'x').ok).toBe('boolean');
        },
      ),
    );
  });
});
