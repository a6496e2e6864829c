import { architectures } from '../kernel/architectures.ts';
import { syscallSince } from '../kernel/syscalls.ts';
import type { CheckVerdict, ExcessCall } from '../model/check-verdict.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { OciSeccomp } from '../model/oci-seccomp.ts';
import type { Rule } from '../model/profile.ts';
import type { Recording } from '../model/recording.ts';
import { compareVersions, parseVersion } from '../model/version.ts';
import { decideRecorded, type LoadedUnder, passes } from './check-stopped.ts';

/**
 * The calls that rules let through, for some arguments at least, and nobody was recorded to make: under the ABIs that
 * were recorded, which the runtime's own is one of.
 * @param built what `generate` would make of the recording: its rules say which of them are there for a reason
 */
export function excessCalls(
  profile: OciSeccomp,
  { abis }: Recording,
  loaded: readonly LoadedUnder[],
  built: readonly Rule[],
): readonly ExcessCall[] {
  const recorded = new Set(abis.flatMap(({ syscalls }) => syscalls.map(({ name }) => name)));
  const named = new Set((profile.syscalls ?? []).flatMap(({ names }) => names));
  const reasons = new Map(
    built.flatMap(({ syscall, action, reasons: why }) => (action.kind === 'allow' ? [[syscall, why] as const] : [])),
  );
  const excess: ExcessCall[] = [];
  for (const syscall of [...named].sort(byCodeUnit)) {
    if (recorded.has(syscall)) continue;
    const isLet = loaded.some(({ host, filter }) =>
      [host, ...abis.map(({ abi }) => abi).filter((abi) => architectures[abi].hostAbi === host)].some((abi) =>
        decideRecorded(filter, abi, syscall).some((one) => passes(one) && one.cause.kind === 'rule'),
      ),
    );
    if (isLet) excess.push({ syscall, reasons: reasons.get(syscall) ?? [] });
  }
  return excess;
}

/** The release of Debian 12 and Ubuntu 22.04: what is newer cannot be counted on. */
const usualLibseccomp = [2, 5, 4];

/** Recorded calls that rules let through by a name which libseccomp knows only since lately. */
export function newNames({ abis }: Recording, loaded: readonly LoadedUnder[]): CheckVerdict['newNames'] {
  const found = new Map<string, string>();
  for (const { abi, syscalls } of abis) {
    for (const { name } of syscalls) {
      const { libseccomp } = syscallSince(name);
      const since = parseVersion(libseccomp ?? '');
      if (libseccomp === undefined || since === undefined || compareVersions(since, usualLibseccomp) <= 0) continue;
      const isLet = loaded.some(
        ({ host, filter }) =>
          host === architectures[abi].hostAbi &&
          decideRecorded(filter, abi, name).some((one) => passes(one) && one.cause.kind === 'rule'),
      );
      if (isLet) found.set(name, libseccomp);
    }
  }
  return [...found].sort(([a], [b]) => byCodeUnit(a, b)).map(([syscall, libseccomp]) => ({ syscall, libseccomp }));
}
