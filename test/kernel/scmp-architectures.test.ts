import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { architectures } from '../../src/kernel/architectures.ts';
import { scmpArchitecture, scmpTokens } from '../../src/kernel/scmp-architectures.ts';
import { abis } from '../../src/model/abi.ts';

const schema = `${process.env.SECCINCH_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))}/oci-defs-linux.json`;

describe('scmpArchitecture', () => {
  it('says of the ABIs with tables what those say', () => {
    for (const abi of abis) {
      const { scmp, bits, endianness } = architectures[abi];
      expect(scmpArchitecture(scmp)).toEqual({ bits, endianness, abi });
    }
  });

  it('knows no NATIVE, nothing in lower case, no property of objects', () => {
    for (const token of ['SCMP_ARCH_NATIVE', 'x86_64', 'toString', '']) {
      expect(scmpArchitecture(token)).toBeUndefined();
    }
  });

  it.skipIf(!existsSync(schema))('knows the tokens of the specification', () => {
    const { definitions } = JSON.parse(readFileSync(schema, 'utf8'));
    expect([...scmpTokens()].sort()).toEqual([...definitions.SeccompArch.enum].sort());
  });
});
