import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { errnoName, errnoNumber, isErrno } from '../../src/kernel/errnos.ts';
import { abis } from '../../src/model/abi.ts';
import { readDefines } from './source-data.ts';

/** The numbers of a header's errnos, and the names it gives a second time. */
function errnosOf(defines: ReadonlyMap<string, string> | undefined): [string, string][] {
  return [...(defines ?? [])].filter(([name]) => /^E[A-Z0-9]+$/.test(name));
}

const includes = '/usr/include';
const generic = readDefines(`${includes}/asm-generic/errno-base.h`, `${includes}/asm-generic/errno.h`);
const cross = '/usr/mips64el-linux-gnuabi64/include';
const mips = readDefines(`${cross}/asm-generic/errno-base.h`, `${cross}/asm/errno.h`);

describe('errnos', () => {
  it('go from number to name and back on every ABI', () => {
    for (const abi of abis) {
      const names = new Set<string>();
      for (let nr = 0; nr < 1200; nr++) {
        const name = errnoName(nr, abi);
        if (name === undefined) continue;
        names.add(name);
        expect([name, errnoNumber(name, abi)]).toEqual([name, nr]);
        expect(isErrno(name)).toBe(true);
      }
      expect(names.size).toBeGreaterThanOrEqual(137);
    }
  });

  it('differ on mips', () => {
    expect(abis.map((abi) => errnoNumber('ENOSYS', abi))).toEqual([38, 38, 38, 38, 38, 38, 38, 38, 38, 89]);
    expect(errnoName(38, 'mips64el')).toBe('EL2NSYNC');
    expect(errnoNumber('EDQUOT', 'mips64el')).toBe(1133);
    expect(errnoNumber('EINIT', 'x86_64')).toBeUndefined();
    expect(abis.every((abi) => errnoNumber('EPERM', abi) === 1)).toBe(true);
  });

  it('have second names', () => {
    expect(errnoNumber('EWOULDBLOCK', 'mips64el')).toBe(11);
    expect(errnoNumber('ENOTSUP', 'mips64el')).toBe(122);
    expect(errnoNumber('EDEADLOCK', 'x86_64')).toBe(35);
    expect(errnoNumber('EDEADLOCK', 'ppc64le')).toBe(58);
    expect(errnoNumber('EDEADLOCK', 'mips64el')).toBe(56);
  });

  it("hold the kernel's own restart names apart", () => {
    expect(errnoNumber('ERESTARTSYS', 'x86_64')).toBe(512);
    expect(errnoName(516, 'aarch64')).toBe('ERESTART_RESTARTBLOCK');
    expect(isErrno('ERESTARTNOHAND')).toBe(true);
  });

  it('are not confused by strangers', () => {
    for (const name of ['', '-', 'E', '__proto__', 'constructor', 'eperm', '1']) {
      expect(isErrno(name)).toBe(false);
      expect(errnoNumber(name, 'x86_64')).toBeUndefined();
    }
    for (const nr of [-1, 0, 41, 0.5, Number.NaN]) expect(errnoName(nr, 'x86_64')).toBeUndefined();
  });

  it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')("agree with Node's", () => {
    const own = Object.entries(constants.errno);
    expect(own.length).toBeGreaterThan(70);
    for (const [name, nr] of own) expect([name, errnoNumber(name, 'x86_64')]).toEqual([name, nr]);
  });

  it.skipIf(generic === undefined)('agree with the generic headers', () => {
    const found = errnosOf(generic);
    expect(found.length).toBeGreaterThan(130);
    for (const [name, value] of found)
      if (/^\d+$/.test(value)) expect([name, errnoNumber(name, 'x86_64')]).toEqual([name, Number(value)]);
  });

  it.skipIf(mips === undefined)('agree with the mips headers', () => {
    const found = errnosOf(mips);
    expect(found.length).toBeGreaterThan(130);
    for (const [name, value] of found)
      if (/^\d+$/.test(value)) expect([name, errnoNumber(name, 'mips64el')]).toEqual([name, Number(value)]);
  });
});
