import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BundleRequest, bundleConfig } from '../../src/enforce/bundle.ts';

const request: BundleRequest = {
  argv: ['/bin/true'],
  env: new Map([['PATH', '/bin']]),
  cwd: '/',
  user: { uid: 0, gid: 0 },
  noNewPrivileges: true,
  system: [{ source: '/usr', destination: '/usr', writable: false, recursive: true }],
  extra: [{ source: '/srv/data', destination: '/tmp/data', writable: true, recursive: false }],
  network: 'host',
};

function config(change: Partial<BundleRequest> = {}) {
  return JSON.parse(bundleConfig({ ...request, ...change }));
}

describe('bundleConfig', () => {
  it('shuts the process in without a terminal, in namespaces of its own', () => {
    const made = config();
    expect(made.process).toMatchObject({ terminal: false, args: ['/bin/true'], cwd: '/', noNewPrivileges: true });
    expect(made.root).toEqual({ path: 'rootfs', readonly: true });
    expect(made.linux.namespaces.map((one: { type: string }) => one.type)).toEqual(['pid', 'mount', 'ipc', 'uts']);
    expect(made.linux.resources.devices).toEqual([{ allow: false, access: 'rwm' }]);
  });

  it('adds an empty network only when asked', () => {
    expect(config({ network: 'none' }).linux.namespaces).toContainEqual({ type: 'network' });
    expect(config({ network: 'host' }).linux.namespaces).not.toContainEqual({ type: 'network' });
  });

  it('leaves the filter out where there is no profile', () => {
    expect(config().linux).not.toHaveProperty('seccomp');
  });

  it('embeds the profile byte for byte, 64-bit numbers too', () => {
    const seccomp = '{"defaultAction":"SCMP_ACT_ERRNO",\n "x": 18446744073709551615}';
    const text = bundleConfig({ ...request, seccomp });
    expect(text).toContain(`"seccomp":${seccomp}}`);
    expect(JSON.parse(text).linux.seccomp.defaultAction).toBe('SCMP_ACT_ERRNO');
    expect(JSON.parse(text).linux.namespaces).toHaveLength(4);
  });

  it('hands each environment variable on, also one named like a property', () => {
    const env = new Map([
      ['A', 'b=c\n"'],
      ['__proto__', '1'],
    ]);
    expect(config({ env }).process.env).toEqual(['A=b=c\n"', '__proto__=1']);
  });

  it('gives root what Docker gives it, and others the bounding set only', () => {
    const root = config().process.capabilities;
    expect(root.effective).toHaveLength(14);
    expect(root.effective).toEqual(root.bounding);
    const other = config({ user: { uid: 1000, gid: 1000 } }).process.capabilities;
    expect(other).toEqual({ bounding: root.bounding, effective: [], permitted: [] });
  });

  it('mounts the system first and read-only, what is asked for last', () => {
    const { mounts } = config();
    expect(mounts[0]).toMatchObject({ destination: '/usr', options: expect.arrayContaining(['rbind', 'ro']) });
    expect(mounts.at(-1)).toMatchObject({ destination: '/tmp/data', options: expect.arrayContaining(['bind', 'rw']) });
    const places = mounts.map((one: { destination: string }) => one.destination);
    expect(places).toEqual(expect.arrayContaining(['/proc', '/dev', '/dev/pts', '/dev/shm', '/sys', '/tmp', '/run']));
    expect(places.indexOf('/tmp')).toBeLessThan(places.indexOf('/tmp/data'));
  });

  it('hands any command on unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string()), (file, args) => {
        expect(config({ argv: [file, ...args] }).process.args).toEqual([file, ...args]);
      }),
    );
  });
});
