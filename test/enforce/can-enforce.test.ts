import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cgroupLayout } from '../../src/enforce/cgroup-layout.ts';
import { tryOverlay } from '../../src/enforce/overlay.ts';
import { checkRoot } from '../../src/enforce/root.ts';
import { crun, runc } from '../../src/enforce/runtime.ts';
import { readRuntimeBuild } from '../../src/enforce/runtime-build.ts';
import { tryRuntime } from '../../src/enforce/runtime-trial.ts';
import { checkSeccomp, readSeccompActions } from '../../src/enforce/seccomp-actions.ts';
import { writeScript } from '../record/tool.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { asContainedRoot, asNobody, callIn } from './call-in.ts';
import { crunHere, crunRefusesHere } from './crun-here.ts';
import { requireMachine, searchPath } from './machine.ts';

requireMachine(['runc', 'crun', 'setpriv', 'unshare']);

// Each attempt has a place of its own for its files, and has to leave it empty.
let scratch: string;
const before = process.env.TMPDIR;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'seccinch-can-'));
  process.env.TMPDIR = scratch;
});
afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  const left = readdirSync(scratch).filter((name) => !name.startsWith('seccinch-test'));
  rmSync(scratch, { recursive: true });
  expect(left).toEqual([]);
});

describe('root', () => {
  it('is what this test runs as, and not what others are', () => {
    expect(checkRoot()).toEqual({ ok: true });
    expect(callIn(asNobody, 'enforce/root', 'checkRoot')).toEqual({
      ok: false,
      problem: { kind: 'root-needed', what: 'user 65534 without CAP_SYS_ADMIN' },
    });
    expect(callIn(asContainedRoot, 'enforce/root', 'checkRoot')).toEqual({
      ok: false,
      problem: { kind: 'root-needed', what: 'user 0 without CAP_SYS_ADMIN' },
    });
  });
});

describe('an overlay', () => {
  it('can be mounted, and is gone afterwards', async () => {
    expect(await tryOverlay()).toEqual({ ok: true });
  });

  it('can be mounted whatever the folder for temporary files is called', async () => {
    const odd = join(scratch, 'a:b,c=d e');
    mkdirSync(odd);
    process.env.TMPDIR = odd;
    expect(await tryOverlay()).toEqual({ ok: true });
    expect(readdirSync(odd)).toEqual([]);
    rmSync(odd, { recursive: true });
  });

  it('cannot be mounted by others, in the words of the tool', () => {
    // A folder that anybody may write to.
    expect(callIn(asNobody, 'enforce/overlay', 'tryOverlay', { TMPDIR: '/var/tmp' })).toMatchObject({
      ok: false,
      problem: { kind: 'overlay-unavailable', what: expect.stringContaining('Operation not permitted') },
    });
    expect(readdirSync('/var/tmp').filter((name) => name.startsWith('seccinch-overlay'))).toEqual([]);
  });

  it('can be mounted where all files are on another one, as in a container', () => {
    const place = temporaryFolder();
    for (const part of ['upper', 'work', 'merged']) mkdirSync(join(place, part));
    const mount = `cd '${place}' && mount -t overlay overlay -o lowerdir=/etc,upperdir=upper,workdir=work merged && exec "$@"`;
    const found = callIn(['unshare', '-m', 'sh', '-c', mount, 'sh'], 'enforce/overlay', 'tryOverlay', {
      TMPDIR: join(place, 'merged'),
    });
    expect(found).toEqual({ ok: true });
  });

  it('writes nothing to what is below it', async () => {
    await tryOverlay();
    expect(existsSync('/written')).toBe(false);
  });

  it('cannot be mounted where the kernel refuses, in the words of mount', async () => {
    // A mount of this kind takes a kernel without overlay; strace refuses the call instead.
    const bin = join(scratch, 'bin');
    mkdirSync(bin);
    const found = searchPath.split(':').find((folder) => existsSync(join(folder, 'mount'))) ?? '';
    const refuse = 'strace -f -o /dev/null -e trace=mount,fsopen -e inject=mount,fsopen:error=ENODEV:when=1+';
    writeScript(
      join(bin, 'mount'),
      `case "$*" in *overlay*) exec ${refuse} -- ${found}/mount "$@";; esac; exec ${found}/mount "$@"`,
    );
    const path = process.env.PATH;
    process.env.PATH = `${bin}:${path}`;
    try {
      expect(await tryOverlay()).toMatchObject({
        ok: false,
        problem: { kind: 'overlay-unavailable', what: expect.stringMatching(/^mount: .*overlay/) },
      });
    } finally {
      process.env.PATH = path;
      rmSync(bin, { recursive: true });
    }
  });

  it('needs a place for its files', async () => {
    process.env.TMPDIR = join(scratch, 'missing');
    expect(await tryOverlay()).toEqual({
      ok: false,
      problem: { kind: 'output-unwritable', source: process.env.TMPDIR },
    });
  });
});

describe('a runtime', () => {
  it('says its version, and runc what it was built with', async () => {
    const found = await readRuntimeBuild(runc);
    expect(found).toMatchObject({
      ok: true,
      value: { version: expect.stringMatching(/^\d/), libseccomp: expect.stringMatching(/^\d/) },
    });
    expect(await readRuntimeBuild(crun)).toMatchObject({ ok: true, value: { version: expect.stringMatching(/^\d/) } });
  });

  it('is missing, fails, says something else, or does not answer', async () => {
    const shell = (script: string) => readRuntimeBuild({ name: 'odd', command: ['sh', '-c', script] });
    expect(await readRuntimeBuild({ name: 'youki', command: ['no-such-youki'] })).toEqual({
      ok: false,
      problem: { kind: 'runtime-missing', what: 'youki' },
    });
    expect(await shell('echo libfoo.so: not found >&2; exit 127')).toEqual({
      ok: false,
      problem: { kind: 'program-unusable', what: 'odd --version: libfoo.so: not found' },
    });
    expect(await shell('echo hello')).toMatchObject({ ok: false, problem: { kind: 'program-unusable' } });
    expect(await shell('sleep 1000')).toEqual({
      ok: false,
      problem: { kind: 'program-unusable', what: 'odd --version: no answer' },
    });
  });

  it('makes a container, and leaves nothing of it', async () => {
    expect(await tryRuntime(runc)).toEqual({ ok: true });
    expect(await tryRuntime(crunHere)).toEqual({ ok: true });
  });

  it('makes none where it does not know the cgroups', async () => {
    const refused = { ok: false, problem: { kind: 'cgroups-refused', what: 'crun, hybrid layout' } };
    expect(await tryRuntime(crun)).toEqual(crunRefusesHere() ? refused : { ok: true });
  });

  it('makes none in the words of the runtime', async () => {
    const broken = { name: 'runc', command: ['runc', '--no-such-option'] } as const;
    expect(await tryRuntime(broken)).toMatchObject({ ok: false, problem: { kind: 'container-not-created' } });
  });
});

describe('the layout of control groups', () => {
  it('is not known where there are none', async () => {
    expect(await cgroupLayout(temporaryFolder())).toBeUndefined();
    expect(await cgroupLayout('/nowhere')).toBeUndefined();
  });

  it('is one of three here', async () => {
    expect(['v1', 'v2', 'hybrid']).toContain(await cgroupLayout());
  });
});

describe("the kernel's seccomp", () => {
  it('has what profiles need', async () => {
    const actions = await readSeccompActions();
    expect(actions.available).toContain('user_notif');
    expect(checkSeccomp(actions)).toEqual({ ok: true });
  });

  it('lacks some, or all, and says which', async () => {
    const folder = temporaryFolder();
    expect(await readSeccompActions(folder)).toEqual({ available: undefined, logged: undefined });
    writeFileSync(join(folder, 'actions_avail'), 'kill_thread trap errno trace allow\n');
    writeFileSync(join(folder, 'actions_logged'), '\n');
    const actions = await readSeccompActions(folder);
    expect(actions.logged).toEqual([]);
    expect(checkSeccomp(actions)).toEqual({
      ok: false,
      problem: { kind: 'seccomp-lacking', what: 'log, kill_process' },
    });
    expect(checkSeccomp({ available: undefined, logged: undefined })).toMatchObject({
      problem: { what: 'allow, errno, log, kill_process' },
    });
  });
});
