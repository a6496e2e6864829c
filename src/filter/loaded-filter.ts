import { architectures } from '../kernel/architectures.ts';
import { errnoNumber } from '../kernel/errnos.ts';
import { multiplexerOf, subcallNumber } from '../kernel/multiplexed.ts';
import { scmpArchitecture } from '../kernel/scmp-architectures.ts';
import {
  isKnownSyscall,
  syscallName,
  syscallNames,
  syscallNumber,
  syscallSince,
  x32SyscallBit,
} from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import type { Answer, Decision, LoadFailure } from '../model/check-verdict.ts';
import type { OciCondition, OciSeccomp, OciSyscall } from '../model/oci-seccomp.ts';
import { compareVersions, parseVersion, type Version } from '../model/version.ts';
import { AbiFilter, type PlainEntry } from './abi-filter.ts';
import { actionCode, answerOf, errnoCode } from './action-code.ts';
import type { Outcome } from './condition-nodes.ts';
import type { ConditionProgram, Course } from './condition-program.ts';
import { blindArchitectures, conditionProgram } from './filter-layout.ts';
import { loadRefusal } from './load-refusal.ts';
import type { Loader } from './profile-loader.ts';
import { TreeEffort } from './tree-effort.ts';

/** Where a profile is loaded. */
export interface LoadSetting {
  readonly loader: Loader;
  /** The ABI of the runtime itself. */
  readonly host: Abi;
  /** The version of libseccomp, which passes over names newer than itself; left out, it knows every name. */
  readonly libseccomp?: Version;
}

/** A call as the kernel sees it. */
export interface EnteredCall {
  readonly abi: Abi;
  /** libseccomp's name, or the number that the kernel sees (for x32 with bit 30). */
  readonly syscall: string | number;
  /** The registers, 64 bits each; what is left out or undefined is not known. */
  readonly args?: readonly (bigint | undefined)[];
}

/** A profile that a runtime has loaded. */
export interface LoadedFilter {
  /**
   * Everything that may become of a call: one decision where the arguments do not matter, or are known. A call by a name
   * that the ABI does not have cannot be made: no decision.
   */
  decide(call: EnteredCall): readonly Decision[];
  /** The same for all values of its arguments at once, of a call that the ABI has. */
  course(abi: Abi, syscall: string): Course<Decision>;
  /** The calls that have a rule without conditions. */
  readonly plainCalls: Iterable<string>;
  /** What becomes of such a call, as the value that the filter returns (linux/seccomp.h). */
  plainValue(syscall: string): number | undefined;
  /** The calls of an ABI about which there is more to say. */
  special(abi: Abi): Iterable<string>;
  /**
   * The rules with conditions for such a call as libseccomp was given them, in the order of the profile; none where one
   * without decides. Calls of which one carries another (socketcall(2), ipc(2)) have rules that the profile does not spell.
   */
  conditionalRules(abi: Abi, syscall: string): readonly ConditionalRule[];
  /** What becomes of a call that no rule names. */
  readonly defaultAnswer: Answer;
}

/** A rule with conditions, all of which have to hold; a 32-bit ABI compares the lower halves of their values only. */
export interface ConditionalRule {
  readonly answer: Answer;
  readonly conditions: readonly OciCondition[];
}

/** The most instructions that the kernel takes (BPF_MAXINSNS, uapi/linux/bpf_common.h). */
const mostInstructions = 4096;

/**
 * Loads a profile as a runtime and libseccomp do it: runc's libcontainer/specconv and libcontainer/seccomp, crun's
 * src/libcrun/seccomp.c, libseccomp 2.5.4. Long jumps, which libseccomp adds to large programs, are not counted: a
 * profile of a little less than 4096 instructions may still be too large.
 */
export function loadProfile(
  profile: OciSeccomp,
  setting: LoadSetting,
): { readonly ok: true; readonly filter: LoadedFilter } | { readonly ok: false; readonly failure: LoadFailure } {
  const failure = loadRefusal(profile, setting.loader);
  if (failure !== undefined) return { ok: false, failure };
  const filter = new ProfileFilter(profile, setting);
  const loaded = filter.load();
  return loaded === undefined ? { ok: true, filter } : { ok: false, failure: loaded };
}

class ProfileFilter implements LoadedFilter {
  readonly #profile: OciSeccomp;
  readonly #setting: LoadSetting;
  readonly #filters = new Map<string, AbiFilter>();
  readonly #plain = new Map<string, PlainEntry>();
  /** The architectures of which no rule fits. */
  #blind: ReadonlySet<string> = new Set();
  /** The largest number named, for each ABI whose larger ones get ENOSYS. */
  readonly #largest = new Map<Abi, number>();
  /** By the value that the filter returns. */
  readonly #answers = new Map<number, Answer>();
  readonly #ends = new Map<Outcome | undefined, { readonly end: Decision }>();
  readonly #defaultCode: number;
  readonly #effort = new TreeEffort();
  #program: ConditionProgram | undefined;

  constructor(profile: OciSeccomp, setting: LoadSetting) {
    this.#profile = profile;
    this.#setting = setting;
    this.#defaultCode = actionCode(profile.defaultAction, profile.defaultErrnoRet) ?? 0;
  }

  load(): LoadFailure | undefined {
    const { defaultAction, defaultErrnoRet, syscalls = [] } = this.#profile;
    const defaultCode = actionCode(defaultAction, defaultErrnoRet);
    if (defaultCode === undefined) return { reason: 'errno-too-large', what: String(defaultErrnoRet) };
    const failure = this.#addArchitectures();
    if (failure !== undefined) return failure;
    for (const [rule, syscall] of syscalls.entries()) {
      const code = actionCode(syscall.action, syscall.errnoRet);
      if (code === defaultCode) continue;
      const wrong = this.#addRule(syscall, rule, code);
      if (wrong !== undefined) return wrong;
    }
    const isSorted = this.#isSorted;
    const filters = [...this.#filters.values()];
    const most = filters.reduce((total, filter) => total + filter.mostCalls + filter.mostConditional, 0);
    if (most > mostInstructions) {
      const program = conditionProgram(this.#filters, isSorted, this.#effort);
      if (typeof program === 'string') return { reason: `rules-${program}` };
      this.#program = program;
      const instructions = filters.reduce((total, filter) => total + filter.calls, program.instructions);
      if (instructions > mostInstructions) return { reason: 'too-many-instructions', what: String(instructions) };
    }
    this.#findLargest();
    if (!isSorted) {
      const blind = blindArchitectures(this.#filters);
      if (blind === undefined) return { reason: 'rules-undecided' };
      this.#blind = blind;
    }
    return undefined;
  }

  get #isSorted(): boolean {
    return this.#setting.loader.sortsLongFilters && this.#isLong();
  }

  // Made when it is asked for, where no more had to be known of it to load the profile.
  readonly #conditions = (): ConditionProgram => {
    if (this.#program !== undefined) return this.#program;
    const program = conditionProgram(this.#filters, this.#isSorted, this.#effort);
    if (typeof program === 'string') throw new Error('a filter that is not loaded has no program');
    this.#program = program;
    return program;
  };

  // runc counts a rule for each name.
  #isLong(): boolean {
    return (this.#profile.syscalls ?? []).reduce((total, { names }) => total + names.length, 0) > 32;
  }

  #addArchitectures(): LoadFailure | undefined {
    const native = architectures[this.#setting.host];
    for (const token of [native.scmp, ...(this.#profile.architectures ?? [])]) {
      const architecture = scmpArchitecture(token);
      if (architecture === undefined) return { reason: 'architecture-unknown', what: token };
      if (architecture.endianness !== native.endianness) return { reason: 'architecture-byte-order', what: token };
      if (!this.#filters.has(token)) this.#filters.set(token, new AbiFilter(architecture, this.#plain, this.#effort));
    }
    return undefined;
  }

  #addRule(
    { names, args = [], errnoRet }: OciSyscall,
    rule: number,
    code: number | undefined,
  ): LoadFailure | undefined {
    const conditions = args.slice(0, this.#setting.loader.mostConditions);
    // libseccomp takes one condition for an argument: of a rule with more, runtimes make one rule for each of them.
    const isTwice = new Set(conditions.map(({ index }) => index)).size < conditions.length;
    const split = isTwice ? conditions.map((condition) => [condition]) : [conditions];
    const outOfRange = conditions.find(({ index }) => index > 5);
    const outcome: Outcome = { code: code ?? 0, rule };
    const plain: PlainEntry = { outcome };
    const filters = [...this.#filters.values()];
    const isPlain = conditions.length === 0;
    for (const syscall of names) {
      if (!this.#knows(syscall)) continue;
      if (outOfRange !== undefined) return { reason: 'argument-index', rule, what: String(outOfRange.index) };
      if (code === undefined) return { reason: 'errno-too-large', rule, what: String(errnoRet) };
      if (isPlain) {
        if (!this.#plain.has(syscall)) this.#plain.set(syscall, plain);
        if (subcallNumber(syscall) === undefined) continue;
      }
      for (const one of split) {
        for (const filter of filters) {
          if (isPlain && !filter.carries(syscall)) continue;
          const conflict = filter.add({ syscall, outcome, conditions: one });
          if (conflict !== undefined) return { reason: `rules-${conflict}`, rule, what: syscall };
        }
      }
    }
    return undefined;
  }

  #knows(syscall: string): boolean {
    if (!isKnownSyscall(syscall)) return false;
    const { libseccomp } = this.#setting;
    if (libseccomp === undefined) return true;
    const since = parseVersion(syscallSince(syscall).libseccomp ?? '');
    return since === undefined || compareVersions(since, libseccomp) <= 0;
  }

  // Whatever their action. Calls that a multiplexer carries do not count where there is one: libseccomp gives them
  // numbers below zero.
  #findLargest(): void {
    const { loader, host } = this.#setting;
    const { defaultAction, architectures: tokens = [], syscalls = [] } = this.#profile;
    if (loader.enosysStub === 'none' || passing.has(defaultAction)) return;
    const listed = loader.enosysStub === 'listed' ? tokens : [...tokens, architectures[host].scmp];
    const names = [...new Set(syscalls.flatMap((rule) => rule.names))].filter((name) => this.#knows(name));
    for (const token of listed) {
      const abi = scmpArchitecture(token)?.abi;
      if (abi === undefined) continue;
      const direct = names.filter((name) => multiplexerOf(abi, name) === undefined);
      const largest = Math.max(0, ...direct.map((name) => syscallNumber(abi, name) ?? 0));
      if (largest > 0) this.#largest.set(abi, largest);
    }
  }

  decide({ abi: said, syscall, args = [] }: EnteredCall): readonly Decision[] {
    const number = typeof syscall === 'number' ? syscall : syscallNumber(said, syscall);
    if (number === undefined) return [];
    // The kernel tells x32 from x86_64 by the number alone; -1 is that of a call which a tracer takes back.
    const abi = said === 'x86_64' && number >= x32SyscallBit && number < 0xffff_ffff ? 'x32' : said;
    const filter = this.#filterFor(abi, number);
    if (!(filter instanceof AbiFilter)) return [filter];
    const name = typeof syscall === 'number' ? syscallName(abi, number) : syscall;
    const { outcomes, none } =
      name === undefined || this.#isBlind(abi)
        ? { outcomes: [], none: true }
        : filter.outcomes(this.#conditions, name, args);
    const decisions = outcomes.map((outcome) => this.#endOf(outcome).end);
    if (none) decisions.push(this.#endOf(undefined).end);
    return decisions;
  }

  course(abi: Abi, syscall: string): Course<Decision> {
    const filter = this.#filterFor(abi, syscallNumber(abi, syscall) ?? 0);
    if (!(filter instanceof AbiFilter)) return { end: filter };
    if (this.#isBlind(abi)) return this.#endOf(undefined);
    return filter.course(this.#conditions, syscall, this.#endOf);
  }

  get plainCalls(): Iterable<string> {
    return this.#plain.keys();
  }

  plainValue(syscall: string): number | undefined {
    const entry = this.#plain.get(syscall);
    return entry && this.#effective(entry.outcome.code);
  }

  special(abi: Abi): Iterable<string> {
    if (this.#isBlind(abi)) return syscallNames(abi);
    return this.#filters.get(architectures[abi].scmp)?.special ?? [];
  }

  conditionalRules(abi: Abi, syscall: string): readonly ConditionalRule[] {
    const filter = this.#filterFor(abi, syscallNumber(abi, syscall) ?? 0);
    if (!(filter instanceof AbiFilter) || this.#isBlind(abi)) return [];
    return filter
      .conditionalRules(syscall)
      .map(({ outcome, conditions }) => ({ answer: this.#answer(outcome.code), conditions }));
  }

  #isBlind(abi: Abi): boolean {
    return this.#blind.has(architectures[abi].scmp);
  }

  get defaultAnswer(): Answer {
    return this.#answer(this.#defaultCode);
  }

  /** What looks at a call of this number, or what becomes of it before anything does. */
  #filterFor(abi: Abi, number: number): AbiFilter | Decision {
    const filter = this.#filters.get(architectures[abi].scmp);
    if (filter === undefined) return { answer: { action: 'kill-thread' }, cause: { kind: 'bad-architecture' } };
    const largest = this.#largest.get(abi);
    if (largest === undefined || !isBeyond(number, largest, abi)) return filter;
    return { answer: { action: 'errno', errno: errnoNumber('ENOSYS', abi) ?? 0 }, cause: { kind: 'enosys-stub' } };
  }

  // As many as there are rules, and asked for with every call.
  readonly #endOf = (outcome: Outcome | undefined): { readonly end: Decision } => {
    const known = this.#ends.get(outcome);
    if (known !== undefined) return known;
    const end = { end: this.#decisionOf(outcome) };
    this.#ends.set(outcome, end);
    return end;
  };

  #decisionOf(outcome: Outcome | undefined): Decision {
    if (outcome === undefined) return { answer: this.defaultAnswer, cause: { kind: 'default' } };
    return { answer: this.#answer(outcome.code), cause: { kind: 'rule', rule: outcome.rule } };
  }

  #answer(code: number): Answer {
    const known = this.#answers.get(code);
    if (known !== undefined) return known;
    const answer = this.#answerOf(code);
    this.#answers.set(code, answer);
    return answer;
  }

  #answerOf(code: number): Answer {
    return answerOf(this.#effective(code));
  }

  // seccomp_do_user_notification, kernel/seccomp.c: ENOSYS where nobody listens.
  #effective(code: number): number {
    const isUnheard = code === notifying && (this.#profile.listenerPath ?? '') === '';
    return isUnheard ? errnoCode(errnoNumber('ENOSYS', this.#setting.host) ?? 0) : code;
  }
}

const notifying = actionCode('SCMP_ACT_NOTIFY');

// An allowing default is taken to mean what the kernel says to new calls (patchbpf, isAllowAction).
const passing: ReadonlySet<string> = new Set(['SCMP_ACT_ALLOW', 'SCMP_ACT_LOG', 'SCMP_ACT_TRACE']);

// On s390x 0 is what the kernel makes of numbers that it does not know (patchbpf, s390xMultiplexSyscall).
function isBeyond(number: number, largest: number, abi: Abi): boolean {
  return number !== 0xffff_ffff && (number > largest || (abi === 's390x' && number === 0));
}
