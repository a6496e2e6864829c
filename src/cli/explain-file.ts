import { basename } from 'node:path';
import { loadProfile } from '../filter/loaded-filter.ts';
import { profileLoaders } from '../filter/profile-loader.ts';
import { loadDefaultProfiles, loadRuntimeBases } from '../io/shipped-data.ts';
import { abiOfScmpArch } from '../kernel/architectures.ts';
import { syscallNumber } from '../kernel/syscalls.ts';
import type { ComparedSource } from '../model/compared-source.ts';
import type { OciSeccomp } from '../model/oci-seccomp.ts';
import { ok, type Problem, type Result } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import type { ExplainVerdict } from '../model/verdict.ts';
import type { BuildOptions } from '../policy/build.ts';
import { defaultToken, explainRules, fileRules } from '../policy/explain-rules.ts';
import { selectorText } from '../policy/runtime-selector.ts';
import { explainedRule } from '../review/explained-rule.ts';
import { hostAbiOf } from '../review/host-abi.ts';
import { isThrough, valuesThrough } from '../review/risky-values.ts';
import type { RiskSetting } from '../review/syscall-risk.ts';
import { readRecording } from './read-recordings.ts';
import { usualProfile } from './recorded-profile.ts';

/** What `explain` tells of a file. */
export interface FileExplained {
  readonly verdict: ExplainVerdict;
  readonly problems: readonly Problem[];
}

/** Explains a recording: the profile that `generate` makes of it. */
export async function explainRecording(recording: Recording, source: string): Promise<Result<FileExplained>> {
  const built = await usualProfile(recording);
  if (!built.ok) return built;
  const { profile, problems } = built.value;
  const defaults = await loadDefaultProfiles();
  const verdict: ExplainVerdict = {
    kind: 'explain',
    name: recording.subject.name,
    source,
    madeWith: [],
    recorded: true,
    rules: profile.rules.map(({ syscall, action, reasons }) =>
      explainedRule(
        {
          syscall,
          action: action.kind === 'allow' ? 'allow' : action.errno,
          reasons,
          isThrough: action.kind === 'allow',
        },
        defaults,
        {
          abi: profile.abis[0],
        },
      ),
    ),
    missing: [],
    gaps: recording.gaps,
  };
  return ok({ verdict, problems });
}

/**
 * Explains a profile, with reasons where there is a recording: the one at `recordingPath`, which has to be readable
 * then, or one beside the file.
 * @param told what there is to say of the profile itself
 */
export async function explainProfile(
  side: ComparedSource,
  told: readonly Problem[],
  recordingPath: string | undefined,
): Promise<Result<FileExplained>> {
  const { label: source, profile } = side;
  const beside = source.endsWith('.seccomp.json') ? source.replace(/\.seccomp\.json$/, '.recording.json') : undefined;
  const path = recordingPath ?? beside;
  const recording = path === undefined ? undefined : await readRecording(path);
  if (recordingPath !== undefined && recording !== undefined && !recording.ok) return recording;
  const found = recording?.ok ? explainRules(recording.value, await loadRuntimeBases(), profile) : undefined;
  const reasons = new Map(found?.explained.map((rule) => [rule.syscall, rule.reasons]));
  const defaults = await loadDefaultProfiles();
  const effectOf = effects(profile);
  const common = {
    kind: 'explain',
    source,
    defaultAction: defaultToken(profile),
    rules: fileRules(profile).map(({ syscall, action: token, conditional }) => {
      const action = token === 'SCMP_ACT_ALLOW' ? 'allow' : token;
      const { isLetThrough, setting } = effectOf(syscall, action);
      const rule = { syscall, action, conditional, reasons: reasons.get(syscall) ?? [], isThrough: isLetThrough };
      return explainedRule(rule, defaults, setting);
    }),
  } as const;
  if (found === undefined || !recording?.ok) {
    const verdict: ExplainVerdict = { ...common, name: basename(source), recorded: false, missing: [], gaps: [] };
    // Nobody has recorded what engines ship.
    const lacks: Problem = { kind: 'recording-not-beside', source, ...(beside === undefined ? {} : { what: beside }) };
    return ok({ verdict, problems: side.form === 'built-in' ? told : [...told, lacks] });
  }
  const { subject, gaps } = recording.value;
  const verdict: ExplainVerdict = {
    ...common,
    name: subject.name,
    recorded: true,
    ...(found.fit === 'exact' ? { madeWith: optionWords(found.options) } : {}),
    missing: found.missing,
    gaps,
  };
  return ok({ verdict, problems: told });
}

/** What a profile does with the calls that it names, on the first of its ABIs that has them. */
function effects(
  profile: OciSeccomp,
): (syscall: string, action: string) => { readonly isLetThrough: boolean; readonly setting: RiskSetting } {
  const listed = (profile.architectures ?? []).flatMap((token) => abiOfScmpArch(token) ?? []);
  const host = hostAbiOf(profile);
  const [loader] = profileLoaders({ kind: 'none' });
  const loaded = loadProfile(profile, { loader, host });
  return (syscall, action) => {
    const abi = [host, ...listed].find((one) => syscallNumber(one, syscall) !== undefined);
    // Where nobody can load it, or would make the call, what is written counts.
    if (abi === undefined || !loaded.ok) {
      return { isLetThrough: action === 'allow' || action === 'SCMP_ACT_LOG', setting: {} };
    }
    const call = { abi, syscall };
    const { filter } = loaded;
    return { isLetThrough: isThrough(filter, call), setting: { abi, through: valuesThrough(filter, call) } };
  };
}

function optionWords({
  runtime,
  noNewPrivileges,
  mode,
  defaultErrno,
  minKernel,
}: Omit<BuildOptions, 'bases'>): string[] {
  const words: string[] = [];
  if (runtime.kind !== 'any') words.push('--runtime', selectorText(runtime));
  if (!noNewPrivileges) words.push('--allow-privilege-escalation');
  if (mode !== 'enforce') words.push('--mode', mode);
  if (mode === 'enforce' && defaultErrno !== 'ENOSYS') words.push('--default-errno', defaultErrno);
  if (minKernel !== undefined) words.push('--min-kernel', `${minKernel.major}.${minKernel.minor}`);
  return words;
}
