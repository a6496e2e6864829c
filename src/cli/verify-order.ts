import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { release } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { dockerCapabilities, parseCapabilities } from '../dialects/capability-list.ts';
import { formatOciSeccomp } from '../emit/oci-seccomp-text.ts';
import type { BundleRequest } from '../enforce/bundle.ts';
import { type EnforcedProfile, enforcedProfile } from '../enforce/enforced-profile.ts';
import type { RootView } from '../enforce/root-view.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { parseDuration } from '../record/duration.ts';
import type { StopPlan } from '../record/recorder.ts';
import { abiHere } from './abi-here.ts';
import { readProfileSide, sideProblems } from './read-side.ts';
import { parseStopPlan, type StopFlags } from './stop-plan.ts';
import type { GlobalOptions } from './terminal.ts';

/** The options of `verify`, as commander gives them. */
export interface VerifyOptions extends GlobalOptions, StopFlags {
  readonly runtime: string;
  readonly rootfs?: string;
  /** Of `--no-new-privileges`: commander takes the `no-` off and means nothing by it. */
  readonly newPrivileges: 'true' | 'false';
  readonly user: string;
  readonly capAdd: readonly string[];
  readonly network: 'host' | 'none';
  readonly env: readonly string[];
  readonly workdir?: string;
  readonly expectExit?: number;
  readonly compare?: boolean;
  readonly timeout: string;
  readonly repair?: boolean;
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly output: 'text' | 'json';
}

/** What the options ask for, checked. */
export interface VerifyOrder {
  /** The profile's file, as it was given. */
  readonly source: string;
  readonly profile: EnforcedProfile;
  /** Of reading it. */
  readonly problems: readonly Problem[];
  readonly bundle: Omit<BundleRequest, 'system' | 'seccomp'>;
  readonly root: RootView;
  readonly stop: StopPlan;
  readonly timeoutMs: number;
  /** With `--repair`: where the profile goes, and a recording of what was refused, and whom that is about. */
  readonly repaired?: { readonly profile: string; readonly recording: string; readonly name: string };
}

const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Checks the options and reads the profile. */
export async function readVerifyOrder(
  source: string,
  [command, ...args]: readonly string[],
  options: VerifyOptions,
): Promise<Result<VerifyOrder>> {
  if (command === undefined) return fail({ kind: 'nothing-to-verify' });
  const added = parseCapabilities(options.capAdd.join(',') || 'none');
  if (!added.ok) return added;
  const read = await readEnforced(source, added.value);
  if (!read.ok) return read;
  const root = await rootView(options.rootfs);
  if (!root.ok) return root;
  const user = await userOf(options.user, root.value);
  if (!user.ok) return user;
  const stop = parseStopPlan(options);
  if (!stop.ok) return stop;
  const timeout = parseDuration(options.timeout);
  if (!timeout.ok) return timeout;
  const repaired =
    options.repair === true || options.out !== undefined ? await repairedFiles(source, options) : undefined;
  if (repaired !== undefined && !repaired.ok) return repaired;
  return ok({
    source,
    ...read.value,
    bundle: {
      argv: [command, ...args],
      env: environment(options),
      cwd: options.workdir ?? (options.rootfs === undefined ? process.cwd() : '/'),
      user: user.value,
      capabilities: added.value,
      noNewPrivileges: options.newPrivileges === 'true',
      extra: [],
      network: options.network,
    },
    root: root.value,
    stop: stop.value,
    timeoutMs: timeout.value,
    ...(repaired === undefined ? {} : { repaired: repaired.value }),
  });
}

// As an engine would read it for this container on this machine.
async function readEnforced(
  source: string,
  added: readonly string[],
): Promise<Result<{ readonly profile: EnforcedProfile; readonly problems: readonly Problem[] }>> {
  const kernel = /^[0-9]+\.[0-9]+/.exec(release())?.[0];
  const target = {
    capabilities: [...new Set([...dockerCapabilities, ...added])].sort(byCodeUnit),
    abi: abiHere() ?? 'x86_64',
    ...(kernel !== undefined && { kernel }),
  };
  const read = await readProfileSide(source, target);
  if (!read.ok) return read;
  const { plain, text, profile } = read.value;
  const taken = plain && text !== undefined ? text : formatOciSeccomp(profile);
  return ok({ profile: enforcedProfile(profile, taken), problems: sideProblems(read.value, target) });
}

async function rootView(rootfs: string | undefined): Promise<Result<RootView>> {
  if (rootfs === undefined) return ok({ of: '/' });
  const path = resolve(rootfs);
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? ok({ of: path }) : fail({ kind: 'rootfs-invalid', what: rootfs });
}

/** `uid` or `uid:gid`; without a group that of the user in the root's own passwd(5), else 0, as Docker has it. */
async function userOf(text: string, root: RootView): Promise<Result<BundleRequest['user']>> {
  const match = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(text);
  const [uid, given] = [Number(match?.[1]), match?.[2]];
  if (match === null || uid > largestId || Number(given ?? 0) > largestId)
    return fail({ kind: 'user-invalid', what: text });
  if (given !== undefined) return ok({ uid, gid: Number(given) });
  const passwd = await readPlainFile(join(root.of, 'etc/passwd')).catch(() => '');
  const line = passwd.split('\n').find((one) => one.split(':')[2] === String(uid));
  const gid = line?.split(':')[3] ?? '';
  return ok({ uid, gid: /^\d{1,10}$/.test(gid) && Number(gid) <= largestId ? Number(gid) : 0 });
}

/** What a file in a stranger's root holds; nothing for a link, which may lead out of it, and a FIFO, which may never end. */
async function readPlainFile(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return (await file.stat()).isFile() ? await file.readFile('utf8') : '';
  } finally {
    await file.close();
  }
}

/** 2³²-1 stands for no user (setreuid(2)). */
const largestId = 2 ** 32 - 2;

/** On the machine's own root the whole environment, as `record` has it; in another one just what a program cannot do without. */
function environment({ env, rootfs }: VerifyOptions): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  if (rootfs === undefined) for (const [name, value = ''] of Object.entries(process.env)) values.set(name, value);
  else values.set('HOME', '/');
  if (!values.has('PATH')) values.set('PATH', searchPath);
  for (const text of env) {
    const at = text.indexOf('=');
    const name = at === -1 ? text : text.slice(0, at);
    const value = at === -1 ? process.env[name] : text.slice(at + 1);
    if (value !== undefined) values.set(name, value);
  }
  return values;
}

async function repairedFiles(
  source: string,
  options: VerifyOptions,
): Promise<Result<NonNullable<VerifyOrder['repaired']>>> {
  const isFile = (await stat(source).catch(() => undefined)) !== undefined;
  // `main:deploy/app.json` and `docker-default` have no folder here.
  const named = source === '-' ? 'stdin' : isFile ? source : source.slice(source.indexOf(':') + 1);
  const stem = basename(named).replace(/(?:\.seccomp)?\.json$|\.ya?ml$/, '');
  const folder = options.out === undefined ? (isFile ? dirname(source) : '.') : dirname(options.out);
  const profile = options.out ?? join(folder, `${stem}.repaired.seccomp.json`);
  const recording = join(folder, `${stem}.verify.recording.json`);
  // What stands under a name that was given by hand may be replaced; under one made up here it may not.
  if (resolve(profile) === resolve(recording)) return fail({ kind: 'output-exists', what: profile });
  for (const path of options.out === undefined ? [profile, recording] : [recording]) {
    if ((await stat(path).catch(() => undefined)) !== undefined) return fail({ kind: 'output-exists', what: path });
  }
  return ok({ profile, recording, name: stem });
}
