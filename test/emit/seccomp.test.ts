import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ociSeccomp } from '../../src/emit/oci-seccomp.ts';
import { formatOciSeccomp } from '../../src/emit/oci-seccomp-text.ts';
import type { Profile } from '../../src/model/profile.ts';
import { arbitraryProfile } from './arbitrary-profile.ts';

const data = process.env.SECCINCH_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

const profile: Profile = {
  name: 'app',
  defaultAction: { kind: 'errno', errno: 'ENOSYS' },
  abis: ['x86_64', 'i386'],
  noNewPrivileges: true,
  rules: [
    {
      syscall: 'clone3',
      action: { kind: 'errno', errno: 'ENOSYS' },
      reasons: [{ kind: 'fallback', rule: 'clone3-fallback', because: ['clone'] }],
    },
    { syscall: 'execve', action: { kind: 'allow' }, reasons: [{ kind: 'observed', abi: 'x86_64', calls: 1 }] },
    {
      syscall: 'getpid',
      action: { kind: 'errno', errno: 'EPERM' },
      reasons: [{ kind: 'observed', abi: 'x86_64', calls: 1 }],
    },
    { syscall: 'read', action: { kind: 'allow' }, reasons: [{ kind: 'observed', abi: 'x86_64', calls: 1 }] },
    {
      syscall: 'socket',
      action: { kind: 'allow' },
      args: [{ index: 0, op: 'SCMP_CMP_MASKED_EQ', value: 18446744073709551615n, valueTwo: 1n }],
      reasons: [{ kind: 'observed', abi: 'x86_64', calls: 1 }],
    },
  ],
};

describe('the seccomp emitter', () => {
  test('writes errnos first, one name a line, values as plain digits', () => {
    expect(formatOciSeccomp(ociSeccomp(profile))).toBe(`{
  "defaultAction": "SCMP_ACT_ERRNO",
  "defaultErrnoRet": 38,
  "architectures": [
    "SCMP_ARCH_X86_64",
    "SCMP_ARCH_X86"
  ],
  "syscalls": [
    {
      "names": [
        "getpid"
      ],
      "action": "SCMP_ACT_ERRNO",
      "errnoRet": 1
    },
    {
      "names": [
        "clone3"
      ],
      "action": "SCMP_ACT_ERRNO",
      "errnoRet": 38
    },
    {
      "names": [
        "execve",
        "read"
      ],
      "action": "SCMP_ACT_ALLOW"
    },
    {
      "names": [
        "socket"
      ],
      "action": "SCMP_ACT_ALLOW",
      "args": [
        {
          "index": 0,
          "value": 18446744073709551615,
          "valueTwo": 1,
          "op": "SCMP_CMP_MASKED_EQ"
        }
      ]
    }
  ]
}
`);
  });

  test('errno numbers are those of the ABI', () => {
    expect(ociSeccomp({ ...profile, abis: ['mips64el'] }).defaultErrnoRet).toBe(89);
  });

  test('writes nothing that a runtime refuses: no flags, no errno beside an action without one', () => {
    fc.assert(
      fc.property(arbitraryProfile, (given) => {
        const oci = ociSeccomp(given);
        expect(oci).not.toHaveProperty('flags');
        expect('defaultErrnoRet' in oci).toBe(oci.defaultAction === 'SCMP_ACT_ERRNO');
        for (const { action, errnoRet, names } of oci.syscalls ?? []) {
          expect(errnoRet !== undefined).toBe(action === 'SCMP_ACT_ERRNO');
          expect(names).not.toEqual([]);
        }
        expect(oci.architectures).toHaveLength(given.abis.length);
      }),
    );
  });

  test('the order of the rules given does not matter', () => {
    fc.assert(
      fc.property(arbitraryProfile, (given) => {
        const reversed = { ...given, rules: [...given.rules].reverse() };
        expect(formatOciSeccomp(ociSeccomp(reversed))).toBe(formatOciSeccomp(ociSeccomp(given)));
      }),
    );
  });

  test.skipIf(!existsSync(`${data}/oci-config-linux.json`))('fits the JSON Schema of the OCI runtime spec', () => {
    const ajv = new Ajv({ strict: false });
    for (const [file, id] of [
      ['oci-config-linux.json', 'https://oci.example/config-linux.json'],
      ['oci-defs-linux.json', 'https://oci.example/defs-linux.json'],
      ['oci-defs.json', 'https://oci.example/defs.json'],
    ] as const) {
      ajv.addSchema({ ...JSON.parse(readFileSync(`${data}/${file}`, 'utf8')), $id: id });
    }
    const validate = ajv.compile({ $ref: 'https://oci.example/config-linux.json#/linux/properties/seccomp' });
    fc.assert(
      fc.property(arbitraryProfile, (given) => {
        expect(validate(JSON.parse(formatOciSeccomp(ociSeccomp(given)))) ? [] : validate.errors).toEqual([]);
      }),
    );
    expect(validate({ defaultAction: 'SCMP_ACT_NONSENSE' })).toBe(false);
    expect(validate({ defaultAction: 'SCMP_ACT_LOG', architectures: ['SCMP_ARCH_NATIVE'] })).toBe(false);
  });
});
