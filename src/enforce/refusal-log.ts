import { constants } from 'node:os';
import type { Abi } from '../model/abi.ts';
import type { EnforcedProfile } from './enforced-profile.ts';
import { decideCall, type FilterDecision } from './filter-decision.ts';
import { identifyCall, type TracedCall, type TracedLine, tracedCall, tracedLine } from './traced-call.ts';

/** One system call that the filter stopped, aggregated. */
export interface Refusal {
  /** Where the trace tells. */
  readonly abi?: Abi;
  /** libseccomp's name of it, strace's where libseccomp has none; nothing where a process died of SIGSYS unexplained. */
  readonly syscall?: string;
  /** What the caller got: an errno (`ENOSYS`), `SIGSYS`, or `none` where the call was only looked at. */
  readonly answer: string;
  /**
   * Why: `default`, no rule names the call; `condition`, one does, and the arguments did not meet it; `rule`, a rule
   * answers it so, as intended; `architecture`, the filter does not cover the call's ABI; `logged`, no rule names it and
   * it was let through, since the default action only logs.
   */
  readonly by: 'default' | 'condition' | 'rule' | 'architecture' | 'logged';
  readonly times: number;
  /** The command names (comm) of the threads that made it, as strace escapes them, sorted; at most `programsKept`. */
  readonly programs?: readonly string[];
  /** For `condition`: the argument registers, each different list once; at most `argumentsKept`. */
  readonly arguments?: readonly (readonly bigint[])[];
}

/** What a trace of a contained run tells. Lists are sorted by ABI, syscall, answer and cause. */
export interface Refusals {
  /** Stopped in the workload: from the entry point's execve(2) on. */
  readonly workload: readonly Refusal[];
  /** Stopped in the runtime's own last steps before that: harmless where the workload was reached. */
  readonly runtime: readonly Refusal[];
  /** The entry point's execve(2) succeeded. */
  readonly entered: boolean;
  /** How the entry point ended, by the trace. */
  readonly status?: { readonly exitCode: number } | { readonly signal: string };
}

/** How a trace was made, where it is not simply one of a created container under the profile. */
export interface TraceCircumstances {
  /** The default action was to log: what the profile would have stopped was let through. */
  readonly observing?: boolean;
  /** The trace begins with the runtime, which was not under the filter: that comes with prctl(2) or seccomp(2). */
  readonly fromRuntime?: boolean;
  /** The entry point's command name (comm), as the kernel has it after execve(2). */
  readonly program?: string;
}

/** Takes a log of `strace -f -e raw=all -e signal=SIGSYS -e trace=…` line by line. */
export interface RefusalLog {
  line(text: string): void;
  end(): Refusals;
}

const ended = /^\+\+\+ (?:exited with (\d+)|killed by (SIG[A-Z0-9_+]+)) /;
const trapped = /^--- SIGSYS \{.*si_code=SYS_SECCOMP.*si_syscall=__NR_([a-z0-9_]+)/;
/** By number, since names have aliases (EAGAIN, EWOULDBLOCK) and strace need not choose the one we would. */
const errnoNumbers: ReadonlyMap<string, number> = new Map(Object.entries(constants.errno));
const badSystemCall = 'SIGSYS';
export const programsKept = 8;
export const argumentsKept = 8;
/** linux/prctl.h, linux/seccomp.h: PR_SET_SECCOMP with SECCOMP_MODE_FILTER, and SECCOMP_SET_MODE_FILTER. */
const loadsFilter: Readonly<Record<string, (args: readonly bigint[]) => boolean>> = {
  prctl: ([option, mode]) => option === 22n && mode === 2n,
  seccomp: ([operation]) => operation === 1n,
};

/** A call of a thread, as far as its lines have been read. */
interface Call {
  readonly name: string;
  readonly abi?: Abi | undefined;
  readonly args?: readonly bigint[] | undefined;
  readonly comm?: string | undefined;
}

interface Tally {
  readonly refusal: Pick<Refusal, 'abi' | 'syscall' | 'answer' | 'by'>;
  times: number;
  readonly programs: Set<string>;
  readonly arguments: Map<string, readonly bigint[]>;
}

/**
 * Reads which calls were refused. `pid` is the entry point's, on the host: without it, its status is not told. A call counts as refused when the profile does
 * not let it through, and it failed with the errno that the profile gives it (or with ENOSYS, runc's answer to numbers
 * above the highest in the profile), or its process died of SIGSYS in it. Observing, it counts when the profile would not
 * have let it through; its answer is then `none`, or ENOSYS where the kernel itself does not have the call.
 */
export function refusalLog(profile: EnforcedProfile, pid?: number, how: TraceCircumstances = {}): RefusalLog {
  const observing = how.observing === true || profile.defaultAction === 'SCMP_ACT_LOG';
  const found = { runtime: new Map<string, Tally>(), workload: new Map<string, Tally>() };
  /** By thread: the call shown last. One that the filter killed for looks unfinished, or returns its own number. */
  const last = new Map<string, Call>();
  const open = new Map<string, Call>();
  /** With `fromRuntime`: threads that have loaded the filter, and those that were there before the workload. */
  const filtered = new Set<string>();
  const outside = new Set<string>();
  /** strace (6.1) goes on showing the command name that the runtime gave the thread before execve(2). */
  let entry: { readonly thread: string; readonly before: string | undefined } | undefined;
  let entered = false;
  let status: Refusals['status'];
  let deathsUnexplained = 0;

  /** The arguments that conditions of a call look at: in others, descriptors and pointers, it is the same refusal. */
  const looked = (name: string | undefined, args: readonly bigint[]): string => {
    const rules = profile.conditional.get(name ?? '') ?? [];
    const indexes = new Set(rules.flatMap((rule) => (rule.args ?? []).map(({ index }) => index)));
    return args.filter((_, index) => indexes.has(index)).join();
  };

  const add = (call: Partial<Call>, answer: string, by: Refusal['by']): void => {
    const phase = entered ? found.workload : found.runtime;
    const key = `${call.abi ?? ''} ${call.name ?? ''} ${answer} ${by}`;
    const tally = phase.get(key) ?? {
      refusal: { ...(call.abi && { abi: call.abi }), ...(call.name && { syscall: call.name }), answer, by },
      times: 0,
      programs: new Set<string>(),
      arguments: new Map<string, readonly bigint[]>(),
    };
    phase.set(key, tally);
    tally.times += 1;
    if (call.comm !== undefined && tally.programs.size < programsKept) tally.programs.add(call.comm);
    if (by === 'condition' && call.args !== undefined && tally.arguments.size < argumentsKept) {
      tally.arguments.set(looked(call.name, call.args), call.args);
    }
  };

  const onFailure = (call: Call, errno: string, decision: FilterDecision): void => {
    const number = errnoNumbers.get(errno);
    if (decision.what === 'rule') {
      if (number === decision.errno) add(call, errno, 'rule');
    } else if (decision.what === 'condition' || decision.what === 'default') {
      const isDefault = profile.defaultAction === 'SCMP_ACT_ERRNO' && number === profile.defaultErrno;
      if (isDefault || (errno === 'ENOSYS' && decision.what === 'default')) add(call, errno, decision.what);
    }
  };

  /** A call is over, or will never be. */
  const settle = (call: Call, outcome: TracedCall['outcome']): void => {
    const decision = decideCall(profile, call);
    if (decision.what === 'passes') return;
    const errno = typeof outcome === 'object' ? outcome.errno : undefined;
    if (!observing || decision.what === 'rule') {
      if (errno !== undefined) onFailure(call, errno, decision);
      return;
    }
    add(call, errno === 'ENOSYS' ? errno : 'none', decision.what === 'default' ? 'logged' : decision.what);
  };

  const isOutside = (thread: string): boolean => {
    if (how.fromRuntime !== true || filtered.has(thread)) return false;
    if (!entered) outside.add(thread);
    return outside.has(thread);
  };

  const call = ({ thread, comm, number }: TracedLine, traced: TracedCall): void => {
    const before = last.get(thread);
    const identified = identifyCall(traced.name, number, before?.abi);
    const begun = traced.resumed ? open.get(thread) : undefined;
    const isStale = thread === entry?.thread && comm === entry.before;
    const made: Call = begun ?? { ...identified, args: traced.args, comm: isStale ? (how.program ?? comm) : comm };
    open.delete(thread);
    last.set(thread, made);
    if (isOutside(thread)) {
      if (traced.outcome === 'unfinished') open.set(thread, made);
      else if (traced.outcome === 'returned' && loadsFilter[traced.name]?.(made.args ?? [])) filtered.add(thread);
      return;
    }
    if (traced.outcome === 'unfinished') open.set(thread, made);
    else {
      if (traced.outcome === 'returned' && (traced.name === 'execve' || traced.name === 'execveat')) {
        if (!entered) entry = { thread, before: comm };
        entered = true;
      }
      settle(made, traced.outcome);
    }
  };

  const end = (thread: string, exitCode: string | undefined, signal: string | undefined): void => {
    if (Number(thread) === pid)
      status = exitCode === undefined ? { signal: signal ?? '' } : { exitCode: Number(exitCode) };
    const cut = open.get(thread);
    const made = last.get(thread);
    open.delete(thread);
    last.delete(thread);
    if (isOutside(thread)) return;
    if (signal !== badSystemCall) {
      if (cut !== undefined) settle(cut, 'never');
      return;
    }
    const decision = made === undefined ? undefined : decideCall(profile, made);
    if (made !== undefined && decision !== undefined && decision.what !== 'passes') {
      add(made, badSystemCall, decision.what);
    } else {
      deathsUnexplained += 1;
    }
  };

  return {
    line(text) {
      const line = tracedLine(text);
      if (line === undefined) return;
      const death = ended.exec(line.text);
      if (death !== null) return end(line.thread, death[1], death[2]);
      const trap = trapped.exec(line.text);
      if (trap?.[1] !== undefined) {
        const identified = identifyCall(trap[1], line.number);
        const decision = decideCall(profile, identified).what;
        return add({ ...identified, comm: line.comm }, badSystemCall, decision === 'passes' ? 'default' : decision);
      }
      const traced = tracedCall(line.text);
      if (traced !== undefined) call(line, traced);
    },
    end() {
      const tallies = [...found.runtime.values(), ...found.workload.values()];
      // The other threads of a process that the filter kills die of SIGSYS, too, so one explanation is enough.
      const explained = tallies.some(({ refusal }) => refusal.answer === badSystemCall);
      if (deathsUnexplained > 0 && !explained) add({}, badSystemCall, 'default');
      return {
        workload: sorted(found.workload),
        runtime: sorted(found.runtime),
        entered,
        ...(status === undefined ? {} : { status }),
      };
    },
  };
}

function sorted(tallies: ReadonlyMap<string, Tally>): readonly Refusal[] {
  return [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { refusal, times, programs, arguments: lists }]) => ({
      ...refusal,
      times,
      ...(programs.size > 0 && { programs: [...programs].sort() }),
      ...(lists.size > 0 && { arguments: [...lists.values()] }),
    }));
}
