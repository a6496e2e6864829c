import { dockerCapabilities, withCapabilities } from '../dialects/capability-list.ts';
import { emptyFolders, kernelMounts, maskedPaths, readonlyPaths } from './container-defaults.ts';

/** A folder or file of the host, seen in the container under `destination`. Both are absolute paths. */
export interface HostMount {
  readonly source: string;
  readonly destination: string;
  readonly writable: boolean;
  /** With what is mounted below it. A mount below stays writable where it is: `ro` is about the top one only. */
  readonly recursive: boolean;
}

/** What to run and how to shut it in. */
export interface BundleRequest {
  /** The command and its arguments; the command is looked up in the container's `PATH`. */
  readonly argv: readonly [string, ...string[]];
  readonly env: ReadonlyMap<string, string>;
  /** An absolute path inside the container. */
  readonly cwd: string;
  readonly user: { readonly uid: number; readonly gid: number };
  /** Capabilities (`CAP_…`) beside Docker's default ones. */
  readonly capabilities?: readonly string[];
  readonly noNewPrivileges: boolean;
  /** The text of an OCI seccomp profile, checked by `readEnforcedProfile`; nothing runs the workload unconfined. */
  readonly seccomp?: string;
  /**
   * The system: folders mounted first, so that an empty `/tmp` and the like lie over them; or the whole of `rootfs` is
   * there, and writable.
   */
  readonly system: readonly HostMount[] | 'whole';
  /** What the workload needs beside the system: mounted last, so that it may lie under `/tmp`. */
  readonly extra: readonly HostMount[];
  /**
   * `host` leaves the network namespace out: a client on the host reaches the workload's ports, `lo` is up, and a
   * recording made on the host sees the same network. `none` makes an empty namespace, in which even `lo` is down:
   * OCI runtimes leave interfaces to the engine above them.
   */
  readonly network: 'host' | 'none';
}

/**
 * Makes the `config.json` of an OCI bundle whose rootfs is the folder `rootfs` beside it. Namespaces of its own for
 * pids, mounts, IPC and host name; Docker's default capabilities, masked and read-only paths; no terminal; no core files
 * (a process killed by the filter would leave one); otherwise the resource limits of whoever starts the runtime, as the
 * recording had them. The profile's text is embedded as it is: its 64-bit numbers would not survive `JSON.parse`.
 *
 * Source of the layout: OCI runtime-spec 1.0.2, config.md and config-linux.md.
 */
export function bundleConfig(request: BundleRequest): string {
  const namespaces = ['pid', 'mount', 'ipc', 'uts', ...(request.network === 'none' ? ['network'] : [])];
  const linux = JSON.stringify({
    namespaces: namespaces.map((type) => ({ type })),
    resources: { devices: [{ allow: false, access: 'rwm' }] },
    maskedPaths,
    readonlyPaths,
  });
  const config = JSON.stringify({
    ociVersion: '1.0.2',
    process: containerProcess(request),
    root: { path: 'rootfs', readonly: request.system !== 'whole' },
    hostname: 'seccinch',
    mounts: [...systemMounts(request), ...request.extra.map(bindMount)],
  });
  const sealed = request.seccomp === undefined ? linux : `${linux.slice(0, -1)},"seccomp":${request.seccomp}}`;
  return `${config.slice(0, -1)},"linux":${sealed}}\n`;
}

/**
 * The `process` of the bundle, also what `exec --process FILE` takes to run another command in the same way. Engines give a
 * file, too: with a bare command line crun (1.8.1, measured) leaves no_new_privs unset whatever the container has.
 */
export function containerProcess(
  request: Pick<BundleRequest, 'argv' | 'env' | 'cwd' | 'user' | 'capabilities' | 'noNewPrivileges'>,
): object {
  return {
    terminal: false,
    user: request.user,
    args: request.argv,
    env: [...request.env].map(([name, value]) => `${name}=${value}`),
    cwd: request.cwd,
    capabilities: capabilitiesOf(request.user.uid, request.capabilities ?? []),
    rlimits: [{ type: 'RLIMIT_CORE', hard: 0, soft: 0 }],
    noNewPrivileges: request.noNewPrivileges,
  };
}

function systemMounts({ system }: BundleRequest): readonly object[] {
  return system === 'whole' ? kernelMounts : [...system.map(bindMount), ...kernelMounts, ...emptyFolders];
}

function bindMount(mount: HostMount): object {
  return {
    destination: mount.destination,
    type: 'bind',
    source: mount.source,
    options: [mount.recursive ? 'rbind' : 'bind', 'nosuid', 'nodev', mount.writable ? 'rw' : 'ro'],
  };
}

/** As Docker does it: the bounding set is the same for everyone, only root holds any (moby, oci/caps and WithCapabilities). */
function capabilitiesOf(uid: number, added: readonly string[]): object {
  const bounding = withCapabilities(dockerCapabilities, added);
  const held = uid === 0 ? bounding : [];
  return { bounding, effective: held, permitted: held };
}
