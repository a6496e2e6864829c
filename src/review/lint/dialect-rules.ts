import { minKernelOf } from '../../dialects/rule-conditions.ts';
import type { JsonEntry } from '../../model/json-tree.ts';
import type { Found } from './found.ts';
import { entryOf, type LintedProfile, type LintTarget, saysSomething } from './linted-profile.ts';

/** Keys of a dialect, and who reads them. */
interface Dialect {
  readonly keys: readonly string[];
  readonly readers: readonly LintTarget[];
}

// moby/profiles seccomp/seccomp.go; container-libs common/pkg/seccomp/types.go. Of `name` the rules about names tell.
const ofProfile: readonly Dialect[] = [
  { keys: ['archMap'], readers: ['docker', 'podman'] },
  { keys: ['defaultErrno'], readers: ['podman'] },
];
const ofRule: readonly Dialect[] = [
  { keys: ['includes', 'excludes'], readers: ['docker', 'podman'] },
  { keys: ['errno'], readers: ['podman'] },
];

/** Keys that mean something, and nothing to who is to read the file. */
export function* dialectRules(profile: LintedProfile): Iterable<Found> {
  const { root, rules, target } = profile;
  for (const member of unread(ofProfile, target, (key) => entryOf(root, key))) {
    yield { rule: 'dialect-key', at: member, what: member.key, other: target };
  }
  for (const { node } of rules) {
    for (const member of unread(ofRule, target, (key) => entryOf(node, key))) {
      yield { rule: 'dialect-key', at: member, what: member.key, other: target };
    }
    yield* minKernelRules([entryOf(node, 'includes'), entryOf(node, 'excludes')], target);
  }
  if (target === 'spo') yield* spoRules(profile);
}

function unread(
  dialects: readonly Dialect[],
  target: LintTarget,
  find: (key: string) => JsonEntry | undefined,
): readonly JsonEntry[] {
  return dialects
    .filter(({ readers }) => !readers.includes(target))
    .flatMap(({ keys }) => keys.map(find))
    .filter((member) => member !== undefined)
    .filter(({ value }) => saysSomething(value));
}

function* minKernelRules(filters: readonly (JsonEntry | undefined)[], target: LintTarget): Iterable<Found> {
  for (const filter of filters) {
    const minKernel = filter?.value.kind === 'object' ? entryOf(filter.value, 'minKernel') : undefined;
    if (minKernel === undefined || !saysSomething(minKernel.value)) continue;
    const { value } = minKernel;
    if (target === 'podman') yield { rule: 'min-kernel-ignored', at: minKernel };
    else if (
      target === 'docker' &&
      value.kind === 'scalar' &&
      typeof value.value === 'string' &&
      minKernelOf(value.value) === undefined
    )
      yield { rule: 'min-kernel-invalid', at: minKernel, what: value.value };
  }
}

// security-profiles-operator deploy/base-crds, v0.10.1 and v1.0.0: values are int64.
function* spoRules({ root, rules }: LintedProfile): Iterable<Found> {
  const errno = entryOf(root, 'defaultErrnoRet');
  if (errno !== undefined && saysSomething(errno.value)) {
    yield { rule: 'spo-errno', at: errno, what: errno.key };
  }
  for (const { conditions } of rules) {
    for (const { value = 0n, valueNode, valueTwo = 0n, valueTwoNode } of conditions) {
      for (const [number, node] of [
        [value, valueNode],
        [valueTwo, valueTwoNode],
      ] as const) {
        if (number >= 1n << 63n && node !== undefined) yield { rule: 'spo-value', at: node, what: String(number) };
      }
    }
  }
}
