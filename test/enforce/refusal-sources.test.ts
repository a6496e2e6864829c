import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reachDockerDaemon } from '../../src/enforce/docker-daemon.ts';
import { readRefusalSources } from '../../src/enforce/refusal-sources.ts';
import { inUserNamespace } from '../../src/enforce/user-namespace.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { asNobody, callIn } from './call-in.ts';
import { requireMachine } from './machine.ts';

requireMachine(['setpriv', 'unshare']);

describe('the logs of refused calls', () => {
  it("lets root read the kernel's", async () => {
    const found = await readRefusalSources();
    expect(found.kernelLog).toEqual({ ok: true });
    expect(found.audit).toEqual({ built: true, off: false });
  });

  it('lets others read it unless a setting is against it', () => {
    const restricted = readFileSync('/proc/sys/kernel/dmesg_restrict', 'utf8').trim() === '1';
    const refusal = { kind: 'log-denied', what: "the kernel's log, kernel.dmesg_restrict = 1" };
    expect(callIn(asNobody, 'enforce/refusal-sources', 'tryKernelLog')).toEqual(
      restricted ? { ok: false, problem: refusal } : { ok: true },
    );
  });

  it('says that there is no dmesg', async () => {
    const before = process.env.PATH;
    process.env.PATH = temporaryFolder();
    try {
      expect((await readRefusalSources()).kernelLog).toBeUndefined();
    } finally {
      process.env.PATH = before;
    }
  });

  it('are there and may be read, are there and may not, or are not there', async () => {
    const folder = temporaryFolder();
    const journals = join(folder, 'journal');
    const auditd = join(folder, 'audit.log');
    const places = { auditd, journals: [join(folder, 'none'), journals] };
    mkdirSync(join(journals, '0123456789abcdef0123456789abcdef'), { recursive: true });
    expect(await readRefusalSources(places)).toMatchObject({ auditd: 'absent', journal: 'absent' });
    writeFileSync(auditd, '', { mode: 0o600 });
    writeFileSync(join(journals, '0123456789abcdef0123456789abcdef', 'system.journal'), '', { mode: 0o600 });
    expect(await readRefusalSources(places)).toMatchObject({ auditd: 'readable', journal: 'readable' });
    chmodSync(folder, 0o755);
    const asked = callIn(asNobody, 'enforce/refusal-sources', 'readRefusalSources', {}, [places]);
    expect(asked).toMatchObject({ auditd: 'denied', journal: 'denied' });
    chmodSync(folder, 0o700);
    expect(callIn(asNobody, 'enforce/refusal-sources', 'readRefusalSources', {}, [places])).toMatchObject({
      auditd: 'denied',
    });
  });
});

describe('the daemon of Docker', () => {
  it('answers at a socket', async () => {
    const path = join(temporaryFolder(), 'docker.sock');
    const refused = { ok: false, problem: { kind: 'program-unusable', what: `docker: its daemon at ${path}: ENOENT` } };
    expect(await reachDockerDaemon(`unix://${path}`)).toEqual(refused);
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => {
      server.listen(path, resolve);
    });
    try {
      expect(await reachDockerDaemon(`unix://${path}`)).toEqual({ ok: true });
    } finally {
      await new Promise((resolve) => {
        server.close(resolve);
      });
    }
  });

  it('is not asked over the network', async () => {
    expect(await reachDockerDaemon('tcp://127.0.0.1:1')).toBeUndefined();
    expect(await reachDockerDaemon('ssh://nobody@localhost')).toBeUndefined();
  });
});

describe('a user namespace', () => {
  it('is told from the first one', () => {
    expect(callIn(['unshare', '--user', '--map-root-user'], 'enforce/user-namespace', 'inUserNamespace')).toBe(true);
    const map = readFileSync('/proc/self/uid_map', 'utf8');
    expect(inUserNamespace()).toBe(!map.includes('4294967295'));
  });
});
