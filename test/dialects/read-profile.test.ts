import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dockerCapabilities } from '../../src/dialects/capability-list.ts';
import { readJsonProfile } from '../../src/dialects/read-profile.ts';
import { formatOciSeccomp } from '../../src/emit/oci-seccomp-text.ts';
import { type OciSeccomp, ociActions } from '../../src/model/oci-seccomp.ts';
import { arbitraryCondition } from '../emit/arbitrary-profile.ts';
import { hostileText } from '../model/arbitrary-recording.ts';

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

const target = { capabilities: dockerCapabilities, abi: 'x86_64' } as const;

function read(text: string) {
  return readJsonProfile(text, 'x.json', target);
}

function problemOf(text: string): unknown {
  const found = read(text);
  return found.ok ? undefined : found.problem;
}

describe('readJsonProfile', () => {
  test('reads back what is written, values of 64 bits and MASKED_EQ to the last digit', () => {
    fc.assert(
      fc.property(arbitraryOci, (profile) => {
        const text = formatOciSeccomp(profile);
        const found = read(text);
        expect(found).toMatchObject({ ok: true, value: { form: 'oci', plain: true, problems: [] } });
        expect(found.ok && found.value.profile).toEqual(profile);
        expect(found.ok && formatOciSeccomp(found.value.profile)).toBe(text);
      }),
    );
    const text =
      '{"defaultAction":"SCMP_ACT_LOG","syscalls":[{"names":["a"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"value":18446744073709551615,"valueTwo":9007199254740993,"op":"SCMP_CMP_MASKED_EQ"}]}]}';
    const found = read(`\uFEFF${text}`);
    expect(found.ok && found.value.profile.syscalls?.[0]?.args).toEqual([
      { index: 0, value: 18446744073709551615n, valueTwo: 9007199254740993n, op: 'SCMP_CMP_MASKED_EQ' },
    ]);
  });

  test('passes over keys that it does not know and tells them; empty conditions make no dialect', () => {
    const text =
      '{"defaultAction":"SCMP_ACT_LOG","$schema":"s","__proto__":{"x":1},\n"syscalls":[{"names":["a"],"action":"SCMP_ACT_ALLOW","args":[],"comment":"c",\n"errnoret":1,"Errnoret":2}]}';
    expect(read(text)).toMatchObject({
      ok: true,
      value: {
        form: 'oci',
        profile: {
          defaultAction: 'SCMP_ACT_LOG',
          syscalls: [{ names: ['a'], action: 'SCMP_ACT_ALLOW', errnoRet: 2, args: [] }],
        },
        problems: [
          { kind: 'profile-key-case', source: 'x.json', what: 'Errnoret', line: 3 },
          { kind: 'profile-key-case', source: 'x.json', what: 'errnoret', line: 3 },
          { kind: 'profile-key-repeated', source: 'x.json', what: 'syscalls[0].errnoRet', line: 3 },
          { kind: 'profile-key-unknown', source: 'x.json', what: '__proto__', line: 1 },
        ],
      },
    });
    const old =
      '{"defaultAction":"SCMP_ACT_LOG","archMap":null,"syscalls":[{"names":["a"],"action":"SCMP_ACT_ALLOW","includes":{},"excludes":{},"name":""}]}';
    expect(read(old)).toMatchObject({ ok: true, value: { form: 'oci', plain: true } });
  });

  test('reads null as nothing, and a condition without index and value as 0, as Go and crun do', () => {
    const text =
      '{"defaultAction":"SCMP_ACT_LOG","flags":null,"syscalls":[{"names":["a"],"action":"SCMP_ACT_ALLOW","errnoRet":null,"args":[{"op":"SCMP_CMP_NE"}]}]}';
    const found = read(text);
    expect(found.ok && found.value.profile).toEqual({
      defaultAction: 'SCMP_ACT_LOG',
      syscalls: [{ names: ['a'], action: 'SCMP_ACT_ALLOW', args: [{ index: 0, value: 0n, op: 'SCMP_CMP_NE' }] }],
    });
  });

  test('reads the filter of a whole config.json', () => {
    const filter = { defaultAction: 'SCMP_ACT_ERRNO', syscalls: [{ names: ['read'], action: 'SCMP_ACT_ALLOW' }] };
    const config = (linux: object): string => JSON.stringify({ ociVersion: '1.0.2', process: {}, linux }, null, 1);
    expect(read(config({ seccomp: filter }))).toMatchObject({
      ok: true,
      value: { form: 'oci', plain: false, profile: filter, places: { defaultAction: { line: 6 } } },
    });
    expect(problemOf(config({}))).toEqual({
      kind: 'profile-invalid',
      source: 'x.json',
      what: 'linux.seccomp: missing',
    });
  });

  test('takes no text that is one thing here and a profile to a runtime', () => {
    const spec = { defaultAction: 'SCMP_ACT_ERRNO' };
    const config = { ociVersion: '1.0.2', linux: { seccomp: spec } };
    const manifest = { apiVersion: 'security-profiles-operator.x-k8s.io/v1', kind: 'SeccompProfile', spec };
    const both = [
      [{ ...config, DefaultAction: 'SCMP_ACT_ALLOW' }, "DefaultAction: beside a container's config.json"],
      [{ ...config, syscalls: [] }, "syscalls: beside a container's config.json"],
      [{ ...manifest, defaultAction: 'SCMP_ACT_ALLOW' }, 'defaultAction: beside a SeccompProfile'],
      [{ ...manifest, ...config }, 'ociVersion: beside a SeccompProfile'],
    ] as const;
    for (const [text, what] of both) {
      expect(problemOf(JSON.stringify(text))).toMatchObject({
        kind: 'profile-invalid',
        line: 1,
        what: `${what}, which is read elsewhere`,
      });
    }
  });

  const rule = (extra: string): string =>
    `{"defaultAction":"SCMP_ACT_LOG","syscalls":[{"names":["a"],"action":"SCMP_ACT_ALLOW",${extra}}]}`;

  const value = 'syscalls[0].args[0].value: not an integer from 0 to 18446744073709551615';
  test.each<[string, string, number?]>([
    ['', 'empty'],
    ['{\n{', 'not JSON', 2],
    ['[]', 'the whole: not an object', 1],
    [rule('"args":[{"index":0,"value":1e3,"op":"SCMP_CMP_EQ"}]'), value, 1],
    [rule('\n"args":[{"index":0,"value":-1,"op":"SCMP_CMP_EQ"}]'), value, 2],
    [rule('"args":[{"index":0,"value":18446744073709551616,"op":"SCMP_CMP_EQ"}]'), value, 1],
    ['{"defaultAction":"SCMP_ACT_LOG",\n"syscalls":[{\n"names":["a"]}]}', 'syscalls[0].action: missing', 2],
    ['{"defaultAction":"SCMP_ACT_LOG","syscalls":[\nnull]}', 'syscalls[0]: not an object', 2],
    ['{"syscalls":[]}', 'defaultAction: missing', 1],
    ['{"defaultAction":"SCMP_ACT_DENY"}', 'defaultAction: no such value: SCMP_ACT_DENY', 1],
    [rule('"errnoRet":4294967296'), 'syscalls[0].errnoRet: not an integer from 0 to 4294967295', 1],
    [rule('"names":"read"'), 'syscalls[0].names: not a list', 1],
    [rule('"names":["a",\n1]'), 'syscalls[0].names[1]: not a string', 2],
  ])('refuses %j: %s', (text, what, line) => {
    expect(problemOf(text)).toEqual({ kind: 'profile-invalid', source: 'x.json', what, ...(line && { line }) });
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
          expect(typeof read(text).ok).toBe('boolean');
        },
      ),
    );
  });
});
