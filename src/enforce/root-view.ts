import { access, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The root file system of a container as a copy-on-write view of a folder: `/` for the machine's own. */
export interface RootView {
  /** An absolute path. */
  readonly of: string;
}

/** A part of the view: a folder of one file system, or a file with something mounted on it. */
export interface ViewPart {
  readonly source: string;
  /** Where it goes below the root, `` for the root itself, with a leading slash otherwise. */
  readonly at: string;
  readonly kind: 'folder' | 'file';
  /** Of a folder: permission bits, user and group, which the root of an overlay takes from its upper layer. */
  readonly mode: string;
  readonly owner: string;
}

// Makes each part a copy-on-write overlay, or else, where its file system cannot lie below one, a read-only bind. What is
// written goes to a tmpfs. The paths given to overlay are relative, so that no character of them can mean anything.
// The mount namespace is private: all of it is gone with the last process, however that ends.
const script = `cd "$1" && shift || exit 97
fail() { : >view.failed; exit 97; }
overlay() {
  mkdir "cow/$n" "cow/$n/lower" "cow/$n/upper" "cow/$n/work" && chmod "$3" "cow/$n/upper" &&
  chown "$4" "cow/$n/upper" && mount --bind "$1" "cow/$n/lower" &&
  mount -t overlay -o "lowerdir=cow/$n/lower,upperdir=cow/$n/upper,workdir=cow/$n/work" seccinch "bundle/rootfs$2"
}
bound() {
  mount --bind "$1" "bundle/rootfs$2" || return
  mount -o remount,bind,ro "bundle/rootfs$2" || { umount "bundle/rootfs$2" || fail; return 1; }
}
part() {
  if [ "$5" = folder ]; then overlay "$@" && return; [ "$2" != "" ] || return; fi
  bound "$@" || printf '%s\\0' "$2" >>view.hidden
}
{ mount -t tmpfs -o mode=700 seccinch cow || fail
n=0
while [ "$1" != -- ]; do
  n=$((n + 1))
  part "$1" "$2" "$3" "$4" "$5" || fail
  shift 5
done; } 2>view.error
shift
exec "$@"`;

/** Makes the folders that the view needs below the container's private folder. */
export async function prepareView(folder: string): Promise<void> {
  await mkdir(join(folder, 'cow'));
  // Never seen: the view covers it.
  await mkdir(join(folder, 'bundle', 'rootfs'));
}

/** The words to put before a command that creates a container whose bundle lies in `folder`, so that it sees the view. */
export function viewWords(folder: string, parts: readonly ViewPart[]): readonly [string, ...string[]] {
  const words = parts.flatMap(({ source, at, mode, owner, kind }) => [source, at, mode, owner, kind]);
  return ['unshare', '-m', '--propagation', 'private', 'sh', '-c', script, 'sh', folder, ...words, '--'];
}

/** Why the view could not be made, in mount's words; nothing when it could. */
export async function viewError(folder: string): Promise<string | undefined> {
  const failed = await access(join(folder, 'view.failed')).then(
    () => true,
    () => false,
  );
  return failed ? (await readFile(join(folder, 'view.error'), 'utf8')).trim() : undefined;
}

/** The mount points that could be shown neither copy-on-write nor read-only, sorted. */
export async function hiddenParts(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, 'view.hidden'), 'utf8').catch(() => '');
  return text
    .split('\0')
    .filter((path) => path !== '')
    .sort();
}

/**
 * What the view consists of: the folder itself and, where it is the machine's root, what else is mounted there. The
 * kernel's own file systems and removable ones, which a container gets anew or not at all, are left out.
 */
export async function viewParts({ of }: RootView): Promise<readonly ViewPart[]> {
  const mounts = of === '/' ? mountPoints(await readFile('/proc/self/mountinfo', 'utf8')) : [];
  const parts = [await part(of, ''), ...(await Promise.all(mounts.map((path) => part(path, path))))];
  return parts.filter((one) => one !== undefined);
}

async function part(source: string, at: string): Promise<ViewPart | undefined> {
  const found = await stat(source).catch(() => undefined);
  if (found === undefined) return undefined;
  const mode = (found.mode & 0o7777).toString(8);
  return { source, at, mode, owner: `${found.uid}:${found.gid}`, kind: found.isDirectory() ? 'folder' : 'file' };
}

/** File systems that show the kernel's state, or other containers'. */
const left =
  /^(?:autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|efivarfs|fusectl|hugetlbfs|mqueue|nsfs|proc|pstore|ramfs|rpc_pipefs|securityfs|sysfs|tracefs)$/;
const elsewhere =
  /^\/(?:proc|sys|dev|var\/lib\/(?:containerd|containers|docker|kubelet|lxcfs)|run\/(?:containerd|docker|user|credentials|netns))(?:\/|$)/;

/** The mount points of a `/proc/PID/mountinfo` (proc_pid_mountinfo(5)) that belong into the view, parents first. */
export function mountPoints(mountinfo: string): readonly string[] {
  const points = new Set<string>();
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const point = before.split(' ')[4];
    const type = after.split(' ')[0] ?? '';
    if (point === undefined || point === '/' || left.test(type)) continue;
    const path = point.replace(/\\([0-7]{3})/g, (_all, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    if (!elsewhere.test(path)) points.add(path);
  }
  return [...points].sort();
}
