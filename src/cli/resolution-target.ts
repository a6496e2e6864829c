import { dockerCapabilities, parseCapabilities, podmanCapabilities } from '../dialects/capability-list.ts';
import { architectures } from '../kernel/architectures.ts';
import { abis } from '../model/abi.ts';
import type { ResolutionTarget } from '../model/compared-source.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import { parseKernelRelease } from '../policy/kernel-release.ts';

/** The options that say for which container and machine a profile is resolved, as commander gives them. */
export interface TargetOptions {
  /** `ALL`, `none`, or names separated by commas; where left out what a container gets from the reader, or Docker. */
  readonly caps?: string;
  /** Newer than anything a profile asks for where left out: the kernel here must not change a result. */
  readonly kernel?: string;
  /** x86_64 where left out, wherever seccinch runs, for the same reason. */
  readonly abi?: string;
  /** Who reads the profiles; where left out, whose dialect each is in. */
  readonly for?: ProfileReader;
}

/** Who may be said to read a profile, and what in it. containerd reads plain OCI form alone: of Kubernetes the strictest. */
const dialects = {
  oci: 'oci',
  kubernetes: 'oci',
  docker: 'docker',
  podman: 'containers-common',
} as const satisfies Readonly<Record<string, ResolutionTarget['dialect']>>;

/** @see dialects */
export type ProfileReader = keyof typeof dialects;

/**
 * Checks these options.
 * @returns `capability-invalid`, `kernel-release-invalid`, `abi-not-known`
 */
export function parseTarget({ caps, kernel, abi = 'x86_64', for: reader }: TargetOptions): Result<ResolutionTarget> {
  const capabilities =
    caps === undefined ? ok(reader === 'podman' ? podmanCapabilities : dockerCapabilities) : parseCapabilities(caps);
  if (!capabilities.ok) return capabilities;
  const release = kernel === undefined ? undefined : parseKernelRelease(kernel);
  if (release?.ok === false) return release;
  const known = abis.find((one) => one === abi);
  if (known === undefined) return fail({ kind: 'abi-not-known', what: abi });
  return ok({
    capabilities: capabilities.value,
    ...(release !== undefined && { kernel: `${release.value.major}.${release.value.minor}` }),
    // A 32-bit ABI is one of a 64-bit machine's.
    abi: architectures[known].hostAbi,
    ...(reader !== undefined && { dialect: dialects[reader] }),
  });
}
