import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { dockerCapabilities, withCapabilities } from '../dialects/capability-list.ts';
import type { BundleRequest } from '../enforce/bundle.ts';
import { findEngine, findImage, isEngine } from '../enforce/engine.ts';
import type { EngineRequest } from '../enforce/engine-command.ts';
import { checkRoot } from '../enforce/root.ts';
import type { RootView } from '../enforce/root-view.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import type { VerifyOptions } from './verify-order.ts';

/** The container that a workload is to run in: one made here over a root file system, or one of an engine, of an image. */
export type VerifyContainer =
  | {
      readonly kind: 'bundle';
      readonly bundle: Omit<BundleRequest, 'system' | 'seccomp'>;
      readonly root: RootView;
    }
  | { readonly kind: 'engine'; readonly request: EngineRequest };

/** What both kinds run. */
export function workloadOf(container: VerifyContainer): Pick<EngineRequest, 'argv' | 'noNewPrivileges'> {
  return container.kind === 'bundle' ? container.bundle : container.request;
}

/** What the container may hold at most: the bounding set that its rules are resolved for, `CAP_…`, sorted. */
export function boundingSetOf(container: VerifyContainer): readonly string[] {
  if (container.kind === 'bundle') return withCapabilities(dockerCapabilities, container.bundle.capabilities ?? []);
  const { engine, capabilities } = container.request;
  return withCapabilities(engine.capabilities, capabilities);
}

const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Checks the options about the container. With an image, its engine is asked for it, which takes root.
 * @param added the capabilities of `--cap-add`
 */
export async function readVerifyContainer(
  argv: readonly string[],
  options: VerifyOptions,
  added: readonly string[],
): Promise<Result<VerifyContainer>> {
  const { image, runtime, rootfs, workdir } = options;
  if (isEngine(runtime) !== (image !== undefined)) return fail({ kind: 'image-misplaced', what: image ?? runtime });
  if (image !== undefined && rootfs !== undefined) return fail({ kind: 'image-misplaced', what: rootfs });
  if (workdir !== undefined && !isAbsolute(workdir)) return fail({ kind: 'workdir-invalid', what: workdir });
  return image === undefined ? readBundle(argv, options, added) : readEngineRequest(argv, image, options, added);
}

async function readBundle(
  [command, ...args]: readonly string[],
  options: VerifyOptions,
  added: readonly string[],
): Promise<Result<VerifyContainer>> {
  if (command === undefined) return fail({ kind: 'nothing-to-verify' });
  const root = await rootView(options.rootfs);
  if (!root.ok) return root;
  const user = await userOf(options.user ?? '0', root.value);
  if (!user.ok) return user;
  const bundle = {
    argv: [command, ...args],
    env: environment(options),
    cwd: options.workdir ?? (options.rootfs === undefined ? process.cwd() : '/'),
    user: user.value,
    capabilities: added,
    noNewPrivileges: options.newPrivileges === 'true',
    extra: [],
    network: options.network,
  } as const;
  return ok({ kind: 'bundle', bundle, root: root.value });
}

async function readEngineRequest(
  argv: readonly string[],
  name: string,
  options: VerifyOptions,
  added: readonly string[],
): Promise<Result<VerifyContainer>> {
  const { user, workdir: cwd } = options;
  if (user !== undefined && parseUser(user) === undefined) return fail({ kind: 'user-invalid', what: user });
  const root = checkRoot();
  if (!root.ok) return root;
  const engine = await findEngine(options.runtime);
  if (!engine.ok) return engine;
  const image = await findImage(engine.value, name);
  if (!image.ok) return image;
  const [command, ...args] = argv.length === 0 ? image.value.argv : argv;
  if (command === undefined) return fail({ kind: 'nothing-to-verify' });
  const request: EngineRequest = {
    engine: engine.value,
    image: image.value,
    argv: [command, ...args],
    env: namedVariables(options),
    ...(cwd === undefined ? {} : { cwd }),
    ...(user === undefined ? {} : { user }),
    capabilities: added,
    noNewPrivileges: options.newPrivileges === 'true',
    network: options.network,
  };
  return ok({ kind: 'engine', request });
}

async function rootView(rootfs: string | undefined): Promise<Result<RootView>> {
  if (rootfs === undefined) return ok({ of: '/' });
  const path = resolve(rootfs);
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? ok({ of: path }) : fail({ kind: 'rootfs-invalid', what: rootfs });
}

/** `uid` or `uid:gid`; without a group that of the user in the root's own passwd(5), else 0, as Docker has it. */
async function userOf(text: string, root: RootView): Promise<Result<BundleRequest['user']>> {
  const parsed = parseUser(text);
  if (parsed === undefined) return fail({ kind: 'user-invalid', what: text });
  const { uid, gid: given } = parsed;
  if (given !== undefined) return ok({ uid, gid: given });
  const passwd = await readPlainFile(join(root.of, 'etc/passwd')).catch(() => '');
  const line = passwd.split('\n').find((one) => one.split(':')[2] === String(uid));
  const gid = line?.split(':')[3] ?? '';
  return ok({ uid, gid: /^\d{1,10}$/.test(gid) && Number(gid) <= largestId ? Number(gid) : 0 });
}

function parseUser(text: string): { readonly uid: number; readonly gid: number | undefined } | undefined {
  const match = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(text);
  if (match === null) return undefined;
  const [uid, gid] = [Number(match[1]), match[2] === undefined ? undefined : Number(match[2])];
  return uid > largestId || (gid ?? 0) > largestId ? undefined : { uid, gid };
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
  return new Map([...values, ...namedVariables({ env })]);
}

/** Those of `--env`, with the value they have here where none is given. */
function namedVariables({ env }: Pick<VerifyOptions, 'env'>): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const text of env) {
    const at = text.indexOf('=');
    const name = at === -1 ? text : text.slice(0, at);
    const value = at === -1 ? process.env[name] : text.slice(at + 1);
    if (value !== undefined) values.set(name, value);
  }
  return values;
}
