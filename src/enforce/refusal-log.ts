import { constants } from 'node:os';
import type { EnforcedProfile } from './enforced-profile.ts';

/** One system call that the filter stopped, aggregated. */
export interface Refusal {
  /** strace's name of it; nothing where a process died of SIGSYS in a call that strace did not show (a foreign ABI). */
  readonly syscall?: string;
  /** What the caller got: an errno (`ENOSYS`), or `SIGSYS`. */
  readonly answer: string;
  /**
   * Why: `default`, no rule names the call; `condition`, one does, and the arguments did not meet it (or the kernel
   * itself gave that errno); `rule`, a rule answers it with this errno, as intended; `logged`, let through, since the
   * default action only logs.
   */
  readonly by: 'default' | 'condition' | 'rule' | 'logged';
  readonly times: number;
}

/** What a trace of a contained run tells. Lists are sorted by syscall, answer and cause. */
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

/** Takes a log of `strace -f -e raw=all -e signal=SIGSYS -e trace=…` line by line. */
export interface RefusalLog {
  line(text: string): void;
  end(): Refusals;
}

// `PID  ` then: `name(0x1, 0x2) = 0x3`, `name(0x1 <unfinished ...>`, `<... name resumed>) = -1 EPERM (Operation …)`.
const callLine = /^(\d+) +(?:<\.\.\. )?([a-z_][a-z0-9_]*)(?:\(| resumed>)/;
const failedCall = /= -1 (E[A-Z0-9]+) \(/;
const returnedCall = /\) += (?:0x[0-9a-f]+|-?\d+)/;
const ended = /^(\d+) +\+\+\+ (?:exited with (\d+)|killed by (SIG[A-Z0-9_+]+)) /;
const trapped = /^(\d+) +--- SIGSYS \{.*si_code=SYS_SECCOMP.*si_syscall=__NR_([a-z0-9_]+)/;
/** By number, since names have aliases (EAGAIN, EWOULDBLOCK) and strace need not choose the one we would. */
const errnoNumbers: ReadonlyMap<string, number> = new Map(Object.entries(constants.errno));
const badSystemCall = 'SIGSYS';

/**
 * Reads which calls were refused. `pid` is the entry point's, on the host. A call counts as refused when the profile does
 * not let it through whatever its arguments are, and it failed with the errno that the profile gives it (or with ENOSYS,
 * runc's answer to numbers above the highest in the profile), or its process died of SIGSYS in it.
 * `nameOf` turns strace's name into libseccomp's where they differ (32-bit ABIs).
 */
export function refusalLog(
  profile: EnforcedProfile,
  pid: number,
  nameOf: (name: string) => string = (name) => name,
): RefusalLog {
  const found = { runtime: new Map<string, Refusal>(), workload: new Map<string, Refusal>() };
  /** By thread: the call shown last. One that the filter killed for looks unfinished, or returns its own number. */
  const last = new Map<string, string>();
  let entered = false;
  let status: Refusals['status'];
  let deathsUnexplained = 0;

  const add = (syscall: string | undefined, answer: string, by: Refusal['by']): void => {
    const phase = entered ? found.workload : found.runtime;
    const key = `${syscall ?? ''} ${answer} ${by}`;
    const times = (phase.get(key)?.times ?? 0) + 1;
    phase.set(key, { ...(syscall === undefined ? {} : { syscall }), answer, by, times });
  };

  const failed = (name: string, errno: string): void => {
    if (profile.allowed.has(name)) return;
    const answered = profile.answered.get(name);
    if (answered !== undefined) {
      if (errnoNumbers.get(errno) === answered) add(name, errno, 'rule');
    } else if (profile.defaultAction === 'SCMP_ACT_ERRNO' && errnoNumbers.get(errno) === profile.defaultErrno) {
      add(name, errno, profile.conditional.has(name) ? 'condition' : 'default');
    } else if (errno === 'ENOSYS' && !profile.conditional.has(name)) {
      add(name, errno, 'default');
    }
  };

  const call = (thread: string, name: string, text: string): void => {
    const errno = failedCall.exec(text)?.[1];
    last.set(thread, nameOf(name));
    if (errno !== undefined) {
      failed(nameOf(name), errno);
    } else if (returnedCall.test(text)) {
      if (name === 'execve' || name === 'execveat') entered = true;
      else if (profile.defaultAction === 'SCMP_ACT_LOG' && unnamed(nameOf(name))) add(nameOf(name), 'none', 'logged');
    }
  };

  const unnamed = (name: string): boolean =>
    !profile.allowed.has(name) && !profile.conditional.has(name) && !profile.answered.has(name);

  const end = (thread: string, exitCode: string | undefined, signal: string | undefined): void => {
    if (Number(thread) === pid)
      status = exitCode === undefined ? { signal: signal ?? '' } : { exitCode: Number(exitCode) };
    const name = last.get(thread);
    last.delete(thread);
    if (signal !== badSystemCall) return;
    if (name !== undefined && !profile.allowed.has(name)) {
      add(name, badSystemCall, profile.conditional.has(name) ? 'condition' : 'default');
    } else {
      deathsUnexplained += 1;
    }
  };

  return {
    line(text) {
      const death = ended.exec(text);
      if (death?.[1] !== undefined) return end(death[1], death[2], death[3]);
      const trap = trapped.exec(text);
      if (trap?.[2] !== undefined) return add(nameOf(trap[2]), badSystemCall, 'default');
      const made = callLine.exec(text);
      if (made?.[1] !== undefined && made[2] !== undefined) call(made[1], made[2], text);
    },
    end() {
      const explained = [...found.runtime.values(), ...found.workload.values()].some((r) => r.answer === badSystemCall);
      // The other threads of a process that the filter kills die of SIGSYS, too, so one explanation is enough.
      if (deathsUnexplained > 0 && !explained) add(undefined, badSystemCall, 'default');
      return {
        workload: sorted(found.workload),
        runtime: sorted(found.runtime),
        entered,
        ...(status === undefined ? {} : { status }),
      };
    },
  };
}

function sorted(refusals: ReadonlyMap<string, Refusal>): readonly Refusal[] {
  return [...refusals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, refusal]) => refusal);
}
