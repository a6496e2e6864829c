import { loadDefaultProfile } from '../io/shipped-data.ts';
import { syscallFamilies } from '../kernel/syscall-families.ts';
import type { AllowList } from '../model/allow-list.ts';
import type { ComparedSource, ResolutionTarget } from '../model/compared-source.ts';
import type { DefaultProfile } from '../model/default-profile.ts';
import type { DiffVerdict, FailOnDiff } from '../model/diff-verdict.ts';
import type { Recording } from '../model/recording.ts';
import type { SyscallRisk } from '../model/syscall-risk.ts';
import type { JudgeChange } from '../review/change-risk.ts';
import { type Comparison, compareProfiles } from '../review/compare-profiles.ts';
import { isLoaded } from '../review/compare-settings.ts';
import { opens } from '../review/diff-gate.ts';
import { diffVerdict } from '../review/diff-verdict.ts';
import { hostAbiOf } from '../review/host-abi.ts';

/** What a comparison is judged by. */
export interface JudgementOrder {
  readonly target: ResolutionTarget;
  /** Whether the ABI of the target was asked for; else the profiles may name another. */
  readonly abiGiven: boolean;
  readonly failOn: FailOnDiff;
  readonly allowList: AllowList;
  readonly recordings: readonly Recording[];
  /** Without what the text does not show: the map, and default profiles where nothing is new. */
  readonly isShort: boolean;
}

/** Compares two profiles and judges what differs; loads the tables that takes. */
export async function judgeComparison(
  old: ComparedSource,
  now: ComparedSource,
  { target, abiGiven, isShort, ...order }: JudgementOrder,
): Promise<DiffVerdict> {
  const comparison = compareProfiles(old, now, abiGiven ? target.abi : hostAbiOf(old.profile, now.profile));
  const isOpened = comparison.calls.differences.some(({ kind }) => opens(kind));
  const defaults = isOpened || !isShort ? await loadDefaults() : [];
  return diffVerdict(comparison, {
    ...target,
    failOn: order.failOn,
    judge: isOpened ? await judgeOf(comparison, defaults) : () => ({ risk: noRisk, risky: false }),
    recordings: [...order.recordings, ...[old, now].flatMap(({ recording }) => recording ?? [])],
    allowList: order.allowList.entries,
    ...(order.allowList.file !== undefined && { allowListFile: order.allowList.file }),
    today: new Date().toISOString().slice(0, 10),
    defaults,
    families: isShort ? [] : syscallFamilies(),
  });
}

// The table of risks is loaded where something is let through that was not.
async function judgeOf({ before, after }: Comparison, defaults: readonly DefaultProfile[]): Promise<JudgeChange> {
  if (!isLoaded(before) || !isLoaded(after)) throw new Error('nothing is let through by a profile that is not loaded');
  const { judgeBy } = await import('../review/change-risk.ts');
  return judgeBy(defaults, before, after);
}

function loadDefaults(): Promise<readonly DefaultProfile[]> {
  return Promise.all((['docker', 'containerd', 'cri-o', 'podman'] as const).map(loadDefaultProfile));
}

const noRisk: SyscallRisk = { classes: [], capabilities: [], cves: [], defaults: [] };
