import { describe, expect, it } from 'vitest';
import { packageWith, requireMachine, testPackages } from './machine.ts';
import { allWorkloads } from './workloads/index.ts';

describe('the workloads', () => {
  it('are many, each with a name of its own', () => {
    expect(allWorkloads.length).toBeGreaterThanOrEqual(40);
    expect(new Set(allWorkloads.map((workload) => workload.name)).size).toBe(allWorkloads.length);
  });

  it('do not share a port', () => {
    const ports = allWorkloads.flatMap(({ argv, files }) => {
      const text = [...argv, ...Object.values(files ?? {})].join('\n');
      return [...new Set(text.match(/\b187\d\d\b/g))];
    });
    expect(ports.length).toBeGreaterThan(4);
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('need only programs of the packages that the tests install, or of every Debian', () => {
    const installed = new Set(testPackages());
    const unknown = allWorkloads
      .flatMap((workload) => workload.needs)
      .filter((program) => program !== process.execPath && !essential.has(program))
      .filter((program) => !installed.has(packageWith(program) ?? ''));
    expect(unknown).toEqual([]);
  });
});

describe('requireMachine', () => {
  it('names what is missing, and how to get it', () => {
    expect(() => requireMachine(['sh', 'no-such-program'])).toThrow(/missing: no-such-program\. .*apt-get install/);
  });
});

/** Of coreutils, which is essential in Debian. */
const essential = new Set(['fold', 'mkfifo', 'sha256sum', 'stat', 'timeout']);
