// What the measurements of container runtimes do not hold and a person has to say: which versions behave alike, and
// the calls known from source code. Each with its reason; the reasons are copied into profiles/runtimes/*.json.

/**
 * @typedef {object} Family
 * @property {string[]} versions  those measured, each in profiles/runtimes/<runtime>-<version>.json
 * @property {{ from: string, before?: string }[]} ranges
 * @property {string[]} [like]  versions whose measured needs decide where this family was only watched, not deprived
 * @property {string[]} [execRequired]  needed to exec without no_new_privs, beside the data
 * @property {string[]} [execWatched]  seen at exec, beside the data: the same with and without no_new_privs
 */

/**
 * The Go runtime's own calls. They come from the scheduler, the garbage collector and signal-based preemption, so a
 * run may make none of them and the next die of one that is missing (Go src/runtime/sys_linux_*.s, os_linux.go).
 */
export const goMargin = {
  syscalls: [
    'epoll_pwait',
    'futex',
    'gettid',
    'madvise',
    'mmap',
    'munmap',
    'nanosleep',
    'rt_sigprocmask',
    'rt_sigreturn',
    'sched_yield',
    'sigaltstack',
    'tgkill',
  ],
  why:
    'The Go runtime makes these calls at moments of its own choosing: a refused futex or rt_sigreturn killed some starts ' +
    'and not others, mmap, munmap and tgkill turned up in few runs.',
};

/** Calls of the Go library that depend on the Go release a build was made with, not on that of runc. */
export const goWatched = {
  syscalls: ['fcntl'],
  why:
    'Builds with newer Go look at the flags of files they open: 1.1.15 built with Go 1.24 calls fcntl at the start with ' +
    'no_new_privs, the measured one did not. An errno does no harm, a kill does.',
};

/**
 * The default errno was EPERM in the measurements by hand and is ENOSYS in profiles. Tried again with ENOSYS on Debian's runc
 * 1.1.5, 1.1.15 and 1.3.6 and crun 1.8.1, 1.21 and 1.28 (kernel 6.18): create, start, exec, uid 0 and 1000, both
 * no_new_privs. All else worked with what the data calls required. Those of the script hold it as required.
 */
export const stdioMargin = {
  syscalls: ['fchown'],
  why:
    'Without no_new_privs the runtime gives the standard streams to the user of the container under the filter: runc at ' +
    'the start when uid != 0, crun at exec. Both forgive EPERM and fail on ENOSYS (measured with runc 1.1.5, crun 1.8.1 and 1.21).',
};

/** crun 1.28 looks at the owner of the standard streams first. */
const crunExec = {
  syscalls: ['fstat'],
  why: 'Without no_new_privs crun 1.28 fails to exec when fstat is refused, with EPERM or ENOSYS; 1.21 does not call it.',
};

/** @type {Record<string, { title: string, known: { syscalls: string[], why: string }[], judgements: string[], families: Family[] }>} */
export const runtimes = {
  crun: {
    title: 'crun',
    known: [stdioMargin, crunExec],
    judgements: [
      'What 1.21 and 1.28 need to exec was not measured call by call: what 1.8.1 needs stands in, and was tried.',
      'Where between 1.8.1 and 1.21 close_range came is not known: versions between them get both lists.',
      'crun exec without --process ignores no_new_privs and drops privileges under the filter; engines pass --process, which is what counts here.',
    ],
    families: [
      {
        versions: ['1.8.1'],
        ranges: [{ from: '1.8.1', before: '1.21' }],
      },
      {
        versions: ['1.21', '1.28'],
        ranges: [{ from: '1.8.2' }],
        like: ['1.8.1'],
        execRequired: crunExec.syscalls,
        execWatched: ['close_range'],
      },
    ],
  },
  runc: {
    title: 'runc',
    known: [goMargin, goWatched, stdioMargin],
    judgements: [
      '1.0.0 and 1.2.0 were watched, not deprived: what the next families need of what they call counts as required.',
      'What came between 1.0.0 and 1.1.5 is not known: versions between them get both lists.',
      'openat2 and statx became necessary with 1.2.8, 1.3.3 and 1.4.0 (2025-11-05: the exec fifo is reopened through pathrs.Reopen).',
    ],
    families: [
      {
        versions: ['1.0.0'],
        ranges: [{ from: '1.0.0', before: '1.1.5' }],
        like: ['1.1.5', '1.1.15'],
      },
      { versions: ['1.1.5', '1.1.15'], ranges: [{ from: '1.0.1', before: '1.2.0' }] },
      {
        versions: ['1.2.0'],
        ranges: [
          { from: '1.2.0', before: '1.2.8' },
          { from: '1.3.0', before: '1.3.3' },
        ],
        like: ['1.1.5', '1.1.15', '1.2.9'],
      },
      {
        versions: ['1.2.9', '1.3.6', '1.4.3', '1.5.1'],
        ranges: [{ from: '1.2.8', before: '1.3.0' }, { from: '1.3.3' }],
      },
    ],
  },
};
