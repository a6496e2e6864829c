import { errnoNumber, isErrno } from '../../kernel/errnos.ts';
import type { JsonEntry, ObjectNode } from '../../model/json-tree.ts';
import { entryRemoval, type Found } from './found.ts';
import type { LintSetting } from './lint-setting.ts';
import { entryOf, isAction, type LintedProfile, saysSomething, type Text, textOf } from './linted-profile.ts';
import { defaultKey, ruleKey } from './rule-overlaps.ts';

/** From this on libseccomp refuses an errno: MAX_ERRNO of its src/system.h. */
const tooLarge = 4095;

/** What is wrong with actions and errnos, each for itself. */
export function* actionRules(profile: LintedProfile, { loaders }: LintSetting): Iterable<Found> {
  const { root, rules, defaultAction, host } = profile;
  const isStrict = loaders.every(({ isStrictAboutErrno }) => isStrictAboutErrno);
  if (defaultAction?.value === 'SCMP_ACT_ALLOW') yield { rule: 'default-allow', at: defaultAction };
  yield* killRules(defaultAction);
  const member = entryOf(root, 'defaultErrnoRet');
  if (member !== undefined) yield* errnoRules(root, member, defaultAction, isStrict);
  for (const rule of rules) {
    yield* killRules(rule.action);
    if (rule.errnoEntry !== undefined) yield* errnoRules(rule.node, rule.errnoEntry, rule.action, isStrict);
    // That a call is answered as if it were not there is worth saying whatever the default is: generate, containerd and
    // CRI-O all say so of clone3.
    const isSaid = rule.action?.value === 'SCMP_ACT_ERRNO' && rule.errnoRet === errnoNumber('ENOSYS', host);
    if (rule.names.length > 0 && ruleKey(rule) === defaultKey(profile) && !isSaid) {
      yield { rule: 'rule-idle', at: rule.action ?? rule.node, what: rule.names[0]?.value ?? '' };
    }
  }
  yield* errnoNameRules(profile);
  yield* notifyRules(
    profile,
    loaders.some(({ isStrictAboutNotify }) => isStrictAboutNotify),
  );
}

function* killRules(action: Text | undefined): Iterable<Found> {
  if (action?.value === 'SCMP_ACT_KILL' || action?.value === 'SCMP_ACT_KILL_THREAD') {
    yield { rule: 'kill-thread', at: action, what: action.value };
  }
}

function* errnoRules(
  parent: ObjectNode,
  member: JsonEntry,
  action: Text | undefined,
  isStrict: boolean,
): Iterable<Found> {
  const { value: node } = member;
  // Of a token that is none it is not known whether it is to return an errno.
  if (!isAction(action?.value) || action === undefined || !saysSomething(node)) return;
  if (action.value !== 'SCMP_ACT_ERRNO' && action.value !== 'SCMP_ACT_TRACE') {
    yield {
      rule: 'errno-misplaced',
      at: member,
      ...(isStrict && { severity: 'error' }),
      what: action.value,
      ...entryRemoval(parent, parent.entries.indexOf(member)),
    };
    return;
  }
  const number = node.kind === 'scalar' && typeof node.value === 'number' ? node.value : Number.NaN;
  const isWrong = action.value === 'SCMP_ACT_ERRNO' ? number === 0 || number >= tooLarge : number > 0xffff;
  if (isWrong && number < 2 ** 32) yield { rule: 'errno-out-of-range', at: node, what: String(number) };
}

// container-libs common/pkg/seccomp/seccomp_linux.go: a name of its list, else a decimal number.
function* errnoNameRules({ root, rules, target }: LintedProfile): Iterable<Found> {
  if (target !== 'podman') return;
  const values = [entryOf(root, 'defaultErrno'), ...rules.map(({ node }) => entryOf(node, 'errno'))];
  for (const member of values) {
    const node = textOf(member?.value);
    if (node === undefined || node.value === '') continue;
    if (!isErrno(node.value) && !/^[0-9]{1,4}$/.test(node.value)) {
      yield { rule: 'errno-unknown', at: node, what: node.value };
    }
  }
}

function* notifyRules({ root, rules, defaultAction }: LintedProfile, isStrict: boolean): Iterable<Found> {
  const path = entryOf(root, 'listenerPath')?.value;
  const metadata = entryOf(root, 'listenerMetadata');
  const isHeard = saysSomething(path);
  if (!isHeard && metadata !== undefined && saysSomething(metadata.value)) {
    yield { rule: 'listener-missing', at: metadata };
  }
  if (defaultAction?.value === 'SCMP_ACT_NOTIFY') yield { rule: 'notify-default', at: defaultAction };
  for (const { action, names } of rules) {
    if (action?.value !== 'SCMP_ACT_NOTIFY' || names.length === 0) continue;
    const write = isStrict ? names.find(({ value }) => value === 'write') : undefined;
    if (write !== undefined) yield { rule: 'notify-write', at: write };
    if (!isHeard) yield { rule: 'notify-unheard', at: action };
  }
}
