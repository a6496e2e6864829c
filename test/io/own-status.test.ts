import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { capability, holds, parseOwnStatus, readOwnStatus } from '../../src/io/own-status.ts';

const status = (fields: string) => parseOwnStatus(`Name:\tnode\nUmask:\t0022\n${fields}\nCpus_allowed:\t3\n`);

describe('the status of this process', () => {
  it('tells capabilities apart, as setpriv drops them', () => {
    const drop = ['--bounding-set=-sys_ptrace', '--inh-caps=-sys_ptrace', '--no-new-privs', 'cat', '/proc/self/status'];
    const dropped = parseOwnStatus(execFileSync('setpriv', drop, { encoding: 'utf8' }));
    expect(dropped.noNewPrivileges).toBe(true);
    expect(holds(dropped, capability.sysPtrace)).toBe(false);
    expect(holds(dropped, capability.sysAdmin)).toBe(holds(readOwnStatus(), capability.sysAdmin));
    const none = parseOwnStatus(
      execFileSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'cat', '/proc/self/status'], {
        encoding: 'utf8',
      }),
    );
    expect(none.capabilities).toBe(0n);
  });

  it.each([
    ['no filter', 'Seccomp:\t0\nSeccomp_filters:\t0', 0],
    ['filters', 'Seccomp:\t2\nSeccomp_filters:\t3', 3],
    ['filters that the kernel does not count', 'Seccomp:\t2', 1],
    ['strict mode', 'Seccomp:\t1\nSeccomp_filters:\t0', 1],
    ['a kernel without seccomp', '', 0],
  ])('counts %s', (_, fields, filters) => {
    expect(status(fields).filters).toBe(filters);
  });

  it('does not take a field out of a name', () => {
    const hostile = parseOwnStatus('Name:\tCapEff:\tffffffffffffffff\nCapEff:\t0000000000000001\n');
    expect(hostile.capabilities).toBe(1n);
    expect(parseOwnStatus('').capabilities).toBe(0n);
  });
});
