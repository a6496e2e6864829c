import type { Loader } from '../../filter/profile-loader.ts';
import type { Version } from '../../model/version.ts';

/** What a container runtime calls after it has loaded the filter. */
export interface RuntimeNeed {
  readonly runtime: string;
  /** Without these no container starts, or not every time: where refused calls get an errno, and where they kill. */
  readonly required: { readonly errno: readonly string[]; readonly kill: readonly string[] };
  /** It calls rt_sigaction itself, without no_new_privs: that this is allowed says nothing of the workload. */
  readonly resetsSignals: boolean;
}

/** For whom a profile is looked over. */
export interface LintSetting {
  /** Every way in which the selected runtimes load a profile. */
  readonly loaders: readonly [Loader, ...Loader[]];
  /** Of the selected runtimes; none where no runtime is meant. */
  readonly needs: readonly RuntimeNeed[];
  /** Names that are newer are told. */
  readonly libseccomp?: Version;
}
