import type { Emitter } from '../emit/emitter.ts';
import { type EmitterId, emitters } from '../emit/index.ts';
import { localhostPath } from '../emit/localhost-path.ts';
import { loadRuntimeBases } from '../io/shipped-data.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import type { BuildOptions } from '../policy/build.ts';
import { parseKernelRelease } from '../policy/kernel-release.ts';
import { parseRuntimeSelector } from '../policy/runtime-selector.ts';

/** The options that shape a profile, shared by `record` and `generate`, as commander gives them. */
export interface ProfileFlags {
  readonly runtime: string;
  readonly allowPrivilegeEscalation?: boolean;
  readonly mode: 'enforce' | 'log' | 'kill';
  readonly defaultErrno: 'ENOSYS' | 'EPERM';
  readonly minKernel?: string;
  readonly emit: string;
  readonly localhostProfile?: string;
}

/** The same, checked and with the shipped data loaded. */
export interface ProfileSettings {
  readonly build: BuildOptions;
  readonly emitters: readonly Emitter[];
  readonly localhostProfile?: string;
}

/**
 * Checks the options and loads the runtime bases. Gives `runtime-unknown`, `runtime-version-unmeasured`,
 * `kernel-release-invalid`, `emit-target-unknown` or `localhost-profile-invalid`.
 */
export async function profileSettings(flags: ProfileFlags): Promise<Result<ProfileSettings>> {
  const bases = await loadRuntimeBases();
  const runtime = parseRuntimeSelector(flags.runtime, bases);
  if (!runtime.ok) return runtime;
  const minKernel = flags.minKernel === undefined ? undefined : parseKernelRelease(flags.minKernel);
  if (minKernel !== undefined && !minKernel.ok) return minKernel;
  const chosen = chooseEmitters(flags.emit);
  if (!chosen.ok) return chosen;
  const path = flags.localhostProfile === undefined ? undefined : localhostPath(flags.localhostProfile);
  if (path !== undefined && !path.ok) return path;
  return ok({
    build: {
      bases,
      runtime: runtime.value,
      noNewPrivileges: flags.allowPrivilegeEscalation !== true,
      mode: flags.mode,
      defaultErrno: flags.defaultErrno,
      ...(minKernel === undefined ? {} : { minKernel: minKernel.value }),
    },
    emitters: chosen.value,
    ...(path === undefined ? {} : { localhostProfile: path.value }),
  });
}

function chooseEmitters(list: string): Result<readonly Emitter[]> {
  const chosen: Emitter[] = [];
  for (const id of new Set(list.split(',').map((part) => part.trim()))) {
    const emitter = Object.hasOwn(emitters, id) ? emitters[id as EmitterId] : undefined;
    if (emitter === undefined) {
      return fail({ kind: 'emit-target-unknown', what: `${id} (known: ${Object.keys(emitters).join(', ')})` });
    }
    chosen.push(emitter);
  }
  return ok(chosen);
}
