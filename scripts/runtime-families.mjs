// What the measurements of container runtimes do not hold and a person has to say: which versions behave alike, and
// the calls known from source code. Each with its reason; the reasons are copied into profiles/runtimes/*.json.

/**
 * @typedef {object} Family
 * @property {string[]} builds  the builds measured, as the data names them; the version is the part that is a number
 * @property {{ from: string, before?: string }[]} ranges
 * @property {string[]} [like]  builds whose measured needs decide where this family was only watched, not deprived
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

/** runc hands stdin, stdout and stderr to the user of the container (init_linux.go, fixStdioPermissions). */
export const stdioMargin = {
  syscalls: ['fchown'],
  why:
    'Without no_new_privs runc gives the standard streams to the user of the container under the filter when that is ' +
    'not their owner already (uid != 0, fixStdioPermissions). It forgives EPERM but not every errno.',
};

/** @type {Record<string, { title: string, judgements: string[], families: Family[] }>} */
export const runtimes = {
  crun: {
    title: 'crun',
    judgements: [
      '1.21 and 1.28 could not be watched while they exec; what 1.8.1 needs stands in for them.',
      'Where between 1.8.1 and 1.21 close_range came is not known: versions between them get both lists.',
      'crun exec without --process ignores no_new_privs and drops privileges under the filter; engines pass --process, which is what counts here.',
    ],
    families: [
      { builds: ['crun-1.8.1-deb12'], ranges: [{ from: '1.8.1', before: '1.21' }] },
      {
        builds: ['crun-1.21-trixie', 'crun-1.28-sid'],
        ranges: [{ from: '1.8.2' }],
        like: ['crun-1.8.1-deb12'],
      },
    ],
  },
  runc: {
    title: 'runc',
    judgements: [
      '1.0.0 and 1.2.0 were watched, not deprived: what the next families need of what they call counts as required.',
      'What came between 1.0.0 and 1.1.5 is not known: versions between them get both lists.',
      'openat2 and statx became necessary with 1.2.8, 1.3.3 and 1.4.0 (2025-11-05: the exec fifo is reopened through pathrs.Reopen).',
    ],
    families: [
      {
        builds: ['runc-1.0.0'],
        ranges: [{ from: '1.0.0', before: '1.1.5' }],
        like: ['runc-1.1.5-deb12', 'runc-1.1.15'],
      },
      { builds: ['runc-1.1.5-deb12', 'runc-1.1.15'], ranges: [{ from: '1.0.1', before: '1.2.0' }] },
      {
        builds: ['runc-1.2.0'],
        ranges: [
          { from: '1.2.0', before: '1.2.8' },
          { from: '1.3.0', before: '1.3.3' },
        ],
        like: ['runc-1.1.5-deb12', 'runc-1.1.15', 'runc-1.2.9'],
      },
      {
        builds: ['runc-1.2.9', 'runc-1.3.6', 'runc-1.4.3', 'runc-1.5.1'],
        ranges: [{ from: '1.2.8', before: '1.3.0' }, { from: '1.3.3' }],
      },
    ],
  },
};
