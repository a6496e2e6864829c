import type { ResolutionTarget } from '../model/compared-source.ts';
import { compareVersions, parseVersion, type Version } from '../model/version.ts';
import { Fields, knownKeys, ProfileFault, type TellKey } from './fields.ts';
import type { Dialect } from './form.ts';

/** For whom a rule is: what it asks for (`includes`), and what it must not meet (`excludes`). */
export interface Applicability {
  readonly includes?: Filter;
  readonly excludes?: Filter;
}

interface Filter {
  /** `CAP_SYS_ADMIN` */
  readonly caps: readonly string[];
  /** As the engine names the machine: `amd64`. */
  readonly arches: readonly string[];
  readonly minKernel?: Version;
}

// container-libs common/pkg/seccomp/types.go has no minKernel, so that Podman passes over it.
const filterKeys = { docker: knownKeys('caps', 'arches', 'minKernel'), other: knownKeys('caps', 'arches') };

/** Reads for whom a rule is. */
export function readApplicability(rule: Fields, dialect: Dialect, tell: TellKey): Applicability {
  const includes = readFilter(rule, 'includes', dialect, tell);
  const excludes = readFilter(rule, 'excludes', dialect, tell);
  return { ...(includes && { includes }), ...(excludes && { excludes }) };
}

function readFilter(rule: Fields, key: string, dialect: Dialect, tell: TellKey): Filter | undefined {
  const entry = rule.entry(key);
  if (entry === undefined) return undefined;
  const known = dialect === 'docker' ? filterKeys.docker : filterKeys.other;
  const fields = new Fields(entry.value, rule.pathOf(key), known, tell);
  const kernel = fields.text('minKernel');
  const minKernel = kernel === undefined ? undefined : minKernelOf(kernel.value);
  if (kernel !== undefined && minKernel === undefined)
    throw new ProfileFault(kernel.place, `${fields.pathOf('minKernel')}: not a kernel such as 4.8: ${kernel.value}`);
  return {
    caps: fields.texts('caps')?.values ?? [],
    arches: fields.texts('arches')?.values ?? [],
    ...(minKernel !== undefined && { minKernel }),
  };
}

/**
 * The kernel that a `minKernel` of Docker's means (moby/profiles seccomp/seccomp.go, KernelVersion.UnmarshalJSON): two numbers
 * of 8 bits, not both 0; nothing at all is a version that every kernel has reached. Undefined for what dockerd refuses.
 */
export function minKernelOf(text: string): Version | undefined {
  if (text === '') return [0, 0];
  const found = /^([0-9]+)\.([0-9]+)$/.exec(text);
  const version = found?.slice(1).map(Number);
  return version?.every((part) => part <= 255) === true && version.some((part) => part > 0) ? version : undefined;
}

/**
 * Whether an engine keeps a rule (moby/profiles seccomp/seccomp_linux.go and container-libs
 * common/pkg/seccomp/seccomp_linux.go, setupSeccomp): of `excludes`, one thing that is met drops it; of `includes`, one
 * thing that is not. Capabilities are those of the bounding set.
 * @param machine as the engine names it; undefined where it has no name
 */
export function applies(
  { includes, excludes }: Applicability,
  target: ResolutionTarget,
  machine: string | undefined,
): boolean {
  const isHere = (arches: readonly string[]): boolean => machine !== undefined && arches.includes(machine);
  const has = (capability: string): boolean => target.capabilities.includes(capability);
  if (excludes !== undefined) {
    if (isHere(excludes.arches) || excludes.caps.some(has)) return false;
    if (excludes.minKernel !== undefined && reaches(target, excludes.minKernel)) return false;
  }
  if (includes === undefined) return true;
  if (includes.arches.length > 0 && !isHere(includes.arches)) return false;
  if (!includes.caps.every(has)) return false;
  return includes.minKernel === undefined || reaches(target, includes.minKernel);
}

function reaches({ kernel }: ResolutionTarget, wanted: Version): boolean {
  const release = kernel === undefined ? undefined : parseVersion(kernel);
  return release === undefined || compareVersions(release.slice(0, 2), wanted) >= 0;
}
