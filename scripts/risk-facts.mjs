// What a person has to judge of the risk of syscalls, each with where it can be read: generate-risk-tables.mjs joins it
// with the capabilities, the known vulnerabilities and the default profiles of the source data.

/**
 * A class: what its members open up. `rule` says what makes a syscall a member, so that a reader can object.
 * @typedef {{ key: string, title: string, rule: string, reference: string }} RiskClass
 */

/** @type {readonly RiskClass[]} in the order of docs/risk.md */
export const classes = [
  {
    key: 'kernel-code',
    title: 'changes what code the kernel runs',
    rule: 'It loads or unloads kernel modules, programs that the kernel runs, or another kernel.',
    reference: 'init_module(2), kexec_load(2), bpf(2)',
  },
  {
    key: 'namespaces',
    title: 'makes or enters namespaces',
    rule: 'It makes a namespace or joins one. Who makes a user namespace has every capability in it, and with them reaches code of the kernel that is closed to others.',
    reference: 'namespaces(7), user_namespaces(7)',
  },
  {
    key: 'mounts',
    title: 'changes mounts or the root directory',
    rule: 'It makes, moves, changes or takes away mounts, or changes the root directory.',
    reference: 'mount_namespaces(7), chroot(2)',
  },
  {
    key: 'outside-files',
    title: 'reaches files past the mounts of the container',
    rule: 'It opens or watches files of a whole file system, not only those below the directories that are mounted.',
    reference: 'open_by_handle_at(2), fanotify_mark(2)',
  },
  {
    key: 'other-processes',
    title: 'reads or changes other processes',
    rule: 'It takes another process and reads, changes or steers its memory, registers or descriptors.',
    reference: 'ptrace(2), the section on access checks',
  },
  {
    key: 'filter-bypass',
    title: 'does what a filter cannot see',
    rule: 'It carries operations that have a syscall of their own, out of sight of a seccomp filter.',
    reference: 'seccomp(2)',
  },
  {
    key: 'attack-surface',
    title: 'has a record of kernel vulnerabilities',
    rule: 'A vulnerability of the list in docs/risk.md was in the code behind it or was exploited through it, and most programs do without it.',
    reference: 'the list of vulnerabilities',
  },
  {
    key: 'host-state',
    title: 'reads or changes what all containers share',
    rule: 'It reads or changes state of the machine that no namespace separates.',
    reference: 'namespaces(7)',
  },
  {
    key: 'hardware',
    title: 'talks to hardware directly',
    rule: 'It gives access to I/O ports, buses or devices past the drivers.',
    reference: 'ioperm(2), pciconfig_read(2), s390_pci_mmio_write(2)',
  },
  {
    key: 'execution-mode',
    title: 'switches off protections of the process or its usual mode',
    rule: 'It makes memory executable by default, switches off randomised addresses, or runs code in segments or modes of older processors.',
    reference: 'personality(2), modify_ldt(2), vm86(2)',
  },
  {
    key: 'socket-family',
    title: 'opens sockets of a family with a record of vulnerabilities',
    rule: 'The family has a vulnerability in the list of docs/risk.md, or the default profile of an engine does not allow it.',
    reference: 'address_families(7)',
  },
  {
    key: 'numa',
    title: 'decides which memory of the machine is used',
    rule: 'It sets or reads the policy by which memory of NUMA nodes is used, or moves pages between them.',
    reference: 'Docker documentation, engine/security/seccomp',
  },
  {
    key: 'obsolete',
    title: 'is obsolete',
    rule: "Docker's documentation gives its age as the reason not to allow it.",
    reference: 'Docker documentation, engine/security/seccomp',
  },
];

const docker = 'Docker documentation, engine/security/seccomp';
const dockerProfile = 'moby/profiles seccomp/default_linux.go';

/**
 * `bits`: it counts when one of them is set; `value`: when the argument is just that.
 * @typedef {{ index: number, constant: string, number: number, match: 'value' | 'bits', why: string, reference: string }} RiskyValue
 */

/**
 * Members of a class, for one reason. Those with `values` are members for these values only, which a filter can see.
 * @typedef {{ riskClass: string, syscalls: readonly string[], why: string, reference: string, values?: readonly RiskyValue[] }} Membership
 */

/** @param {string} constant @param {number} number @param {string} what @returns {RiskyValue} */
const newNamespace = (constant, number, what) => ({
  index: 0,
  constant,
  number,
  match: 'bits',
  why: `makes a new ${what} namespace`,
  reference: 'clone(2)',
});

/** @type {readonly Membership[]} */
export const memberships = [
  {
    riskClass: 'kernel-code',
    syscalls: ['finit_module', 'init_module'],
    why: 'loads a kernel module',
    reference: 'init_module(2)',
  },
  {
    riskClass: 'kernel-code',
    syscalls: ['delete_module'],
    why: 'unloads a kernel module',
    reference: 'delete_module(2)',
  },
  {
    riskClass: 'kernel-code',
    syscalls: ['kexec_file_load', 'kexec_load'],
    why: 'loads a kernel for the machine to start later',
    reference: 'kexec_load(2)',
  },
  { riskClass: 'kernel-code', syscalls: ['bpf'], why: 'loads programs that the kernel runs', reference: 'bpf(2)' },
  {
    riskClass: 'namespaces',
    syscalls: ['unshare'],
    why: 'makes new namespaces for the caller, user namespaces without any privilege',
    reference: 'unshare(2)',
  },
  { riskClass: 'namespaces', syscalls: ['setns'], why: 'enters namespaces that are there', reference: 'setns(2)' },
  {
    riskClass: 'namespaces',
    syscalls: ['clone3'],
    why: 'makes processes in new namespaces; its flags lie in memory, where a filter cannot look',
    reference: 'clone(2), seccomp(2)',
  },
  {
    riskClass: 'namespaces',
    syscalls: ['clone'],
    why: 'makes processes in new namespaces',
    reference: 'clone(2)',
    values: [
      newNamespace('CLONE_NEWNS', 0x0002_0000, 'mount'),
      newNamespace('CLONE_NEWCGROUP', 0x0200_0000, 'cgroup'),
      newNamespace('CLONE_NEWUTS', 0x0400_0000, 'UTS'),
      newNamespace('CLONE_NEWIPC', 0x0800_0000, 'IPC'),
      newNamespace('CLONE_NEWUSER', 0x1000_0000, 'user'),
      newNamespace('CLONE_NEWPID', 0x2000_0000, 'PID'),
      newNamespace('CLONE_NEWNET', 0x4000_0000, 'network'),
    ],
  },
  { riskClass: 'mounts', syscalls: ['mount'], why: 'makes and changes mounts', reference: 'mount(2)' },
  { riskClass: 'mounts', syscalls: ['umount', 'umount2'], why: 'takes mounts away', reference: 'umount(2)' },
  {
    riskClass: 'mounts',
    syscalls: ['pivot_root'],
    why: 'changes the root mount of the mount namespace',
    reference: 'pivot_root(2)',
  },
  {
    riskClass: 'mounts',
    syscalls: ['mount_setattr'],
    why: 'changes the properties of mounts',
    reference: 'mount_setattr(2)',
  },
  {
    riskClass: 'mounts',
    syscalls: ['fsconfig', 'fsmount', 'fsopen', 'fspick', 'move_mount', 'open_tree'],
    why: 'is a step of the newer interface for mounts',
    reference: `${dockerProfile}: only with CAP_SYS_ADMIN`,
  },
  {
    riskClass: 'mounts',
    syscalls: ['open_tree_attr'],
    why: 'is open_tree and mount_setattr in one',
    reference: 'Linux fs/namespace.c, SYSCALL_DEFINE5(open_tree_attr)',
  },
  {
    riskClass: 'mounts',
    syscalls: ['chroot'],
    why: 'changes the root directory, which a privileged process can use to leave it',
    reference: 'chroot(2)',
  },
  {
    riskClass: 'outside-files',
    syscalls: ['open_by_handle_at'],
    why: 'opens a file by a number instead of a path: cause of an old container breakout',
    reference: `${docker}; open_by_handle_at(2)`,
  },
  {
    riskClass: 'outside-files',
    syscalls: ['fanotify_init'],
    why: 'can watch, and open, the files of a whole file system',
    reference: 'fanotify_mark(2), FAN_MARK_FILESYSTEM',
  },
  {
    riskClass: 'other-processes',
    syscalls: ['ptrace'],
    why: "reads and changes another process's memory and registers",
    reference: 'ptrace(2)',
  },
  {
    riskClass: 'other-processes',
    syscalls: ['process_vm_readv'],
    why: 'reads the memory of another process',
    reference: 'process_vm_readv(2)',
  },
  {
    riskClass: 'other-processes',
    syscalls: ['process_vm_writev'],
    why: 'writes into the memory of another process',
    reference: 'process_vm_readv(2)',
  },
  {
    riskClass: 'other-processes',
    syscalls: ['pidfd_getfd'],
    why: 'takes a copy of a descriptor of another process',
    reference: 'pidfd_getfd(2)',
  },
  {
    riskClass: 'other-processes',
    syscalls: ['kcmp'],
    why: 'tells what two processes share in the kernel',
    reference: 'kcmp(2)',
  },
  {
    riskClass: 'other-processes',
    syscalls: ['process_madvise'],
    why: 'steers how the memory of another process is used',
    reference: 'process_madvise(2)',
  },
  {
    riskClass: 'other-processes',
    syscalls: ['migrate_pages', 'move_pages'],
    why: 'moves the pages of a process, of another one too',
    reference: 'move_pages(2), migrate_pages(2)',
  },
  {
    riskClass: 'filter-bypass',
    syscalls: ['io_uring_enter', 'io_uring_register', 'io_uring_setup'],
    why: 'opens, connects, reads and writes through a ring in memory, which no filter sees',
    reference: 'LWN 1054225, "Task-level io_uring restrictions"',
  },
  {
    riskClass: 'filter-bypass',
    syscalls: ['socketcall'],
    why: 'makes every socket call; the family and the address lie in memory, where a filter cannot look',
    reference: 'socketcall(2); moby/moby#52547',
  },
  {
    riskClass: 'filter-bypass',
    syscalls: ['ptrace'],
    why: 'before Linux 4.8 a tracer changes the call after the filter has seen it',
    reference: 'seccomp(2), SECCOMP_RET_TRACE',
  },
  {
    riskClass: 'attack-surface',
    syscalls: ['io_uring_enter', 'io_uring_register', 'io_uring_setup'],
    why: 'use-after-free and out-of-bounds bugs, exploited without privilege',
    reference: 'google/security-research pocs/linux/kernelctf',
  },
  {
    riskClass: 'attack-surface',
    syscalls: ['userfaultfd'],
    why: 'handles page faults of the kernel too, which makes some vulnerabilities easier to exploit',
    reference: 'Linux Documentation/admin-guide/sysctl/vm.rst, unprivileged_userfaultfd',
  },
  {
    riskClass: 'attack-surface',
    syscalls: ['keyctl'],
    why: 'reference-count bugs and races in the keyring',
    reference: 'docker/docs content/engine/security/non-events.md',
  },
  {
    riskClass: 'attack-surface',
    syscalls: ['bpf'],
    why: 'bugs in verifying and compiling BPF programs',
    reference: 'docker/docs content/engine/security/non-events.md',
  },
  {
    riskClass: 'attack-surface',
    syscalls: ['perf_event_open'],
    why: 'memory bugs in performance events',
    reference: 'CVEProject/cvelistV5, CVE-2013-2094',
  },
  {
    riskClass: 'attack-surface',
    syscalls: ['modify_ldt'],
    why: 'bugs in how interrupts met segments that a process made',
    reference: 'docker/docs content/engine/security/non-events.md',
  },
  {
    riskClass: 'attack-surface',
    syscalls: ['fsconfig', 'fsopen'],
    why: 'bugs in parsing the options of file systems, within reach from a user namespace',
    reference: 'CVEProject/cvelistV5, CVE-2022-0185',
  },
  {
    riskClass: 'host-state',
    syscalls: ['clock_settime', 'clock_settime64', 'settimeofday', 'stime'],
    why: "sets the machine's clock",
    reference: `${docker}; time_namespaces(7)`,
  },
  {
    riskClass: 'host-state',
    syscalls: ['adjtimex', 'clock_adjtime', 'clock_adjtime64'],
    why: "reads, and with privilege sets, the machine's clock",
    reference: docker,
  },
  {
    riskClass: 'host-state',
    syscalls: ['reboot'],
    why: 'restarts the machine, where the container shares the PID namespace of the host',
    reference: `${docker}; reboot(2)`,
  },
  {
    riskClass: 'host-state',
    syscalls: ['swapoff', 'swapon'],
    why: 'starts and stops swapping',
    reference: docker,
  },
  {
    riskClass: 'host-state',
    syscalls: ['acct'],
    why: 'switches the accounting of processes on and off',
    reference: docker,
  },
  {
    riskClass: 'host-state',
    syscalls: ['quotactl', 'quotactl_fd'],
    why: 'changes the quotas of file systems',
    reference: `${docker}; quotactl(2)`,
  },
  {
    riskClass: 'host-state',
    syscalls: ['syslog'],
    why: 'reads and clears the log of the kernel',
    reference: 'syslog(2)',
  },
  {
    riskClass: 'host-state',
    syscalls: ['add_key', 'keyctl', 'request_key'],
    why: 'uses the keyring of the kernel, which is not namespaced',
    reference: docker,
  },
  {
    riskClass: 'host-state',
    syscalls: ['lookup_dcookie', 'perf_event_open'],
    why: 'traces and profiles, which could tell a lot about the host',
    reference: docker,
  },
  {
    riskClass: 'hardware',
    syscalls: ['ioperm', 'iopl'],
    why: 'gives access to I/O ports',
    reference: `${docker}; ioperm(2)`,
  },
  {
    riskClass: 'hardware',
    syscalls: ['pciconfig_iobase', 'pciconfig_read', 'pciconfig_write'],
    why: 'reads and writes the configuration of PCI devices',
    reference: 'pciconfig_read(2)',
  },
  {
    riskClass: 'hardware',
    syscalls: ['s390_pci_mmio_read', 's390_pci_mmio_write'],
    why: 'reads and writes the memory of PCI devices',
    reference: 's390_pci_mmio_write(2)',
  },
  {
    riskClass: 'execution-mode',
    syscalls: ['personality'],
    why: 'changes the execution domain',
    reference: `personality(2); ${docker}`,
    values: [
      {
        index: 0,
        constant: 'ADDR_NO_RANDOMIZE',
        number: 0x0004_0000,
        match: 'bits',
        why: 'switches off randomised addresses',
        reference: 'personality(2)',
      },
      {
        index: 0,
        constant: 'MMAP_PAGE_ZERO',
        number: 0x0010_0000,
        match: 'bits',
        why: 'maps page 0, which null pointers lead to',
        reference: 'personality(2)',
      },
      {
        index: 0,
        constant: 'READ_IMPLIES_EXEC',
        number: 0x0040_0000,
        match: 'bits',
        why: 'makes readable memory executable',
        reference: 'personality(2)',
      },
    ],
  },
  {
    riskClass: 'execution-mode',
    syscalls: ['modify_ldt'],
    why: 'makes segments of its own, which increases the low-level attack surface',
    reference: 'Linux arch/x86/Kconfig, MODIFY_LDT_SYSCALL',
  },
  {
    riskClass: 'execution-mode',
    syscalls: ['vm86', 'vm86old'],
    why: 'runs code in the virtual 8086 mode of the processor',
    reference: `${docker}; vm86(2)`,
  },
  {
    riskClass: 'socket-family',
    syscalls: ['socket'],
    why: 'opens sockets of every family that is let through',
    reference: 'socket(2)',
    values: [
      {
        index: 0,
        constant: 'AF_PACKET',
        number: 17,
        match: 'value',
        why: 'reads and sends frames past the network stack',
        reference: 'packet(7); CVE-2017-7308',
      },
      {
        index: 0,
        constant: 'AF_ALG',
        number: 38,
        match: 'value',
        why: "asks the kernel's own cryptography, and crossed containers in CVE-2026-31431",
        reference: 'moby/moby#52494',
      },
      {
        index: 0,
        constant: 'AF_VSOCK',
        number: 40,
        match: 'value',
        why: 'talks to the hypervisor and its other guests, past the network',
        reference: `${dockerProfile}; vsock(7)`,
      },
    ],
  },
  {
    riskClass: 'numa',
    syscalls: ['get_mempolicy', 'mbind', 'migrate_pages', 'move_pages', 'set_mempolicy'],
    why: 'changes or tells where memory of NUMA nodes is used',
    reference: docker,
  },
  {
    riskClass: 'numa',
    syscalls: ['set_mempolicy_home_node'],
    why: 'changes where memory of NUMA nodes is used',
    reference: `${dockerProfile}: only with CAP_SYS_NICE`,
  },
  {
    riskClass: 'obsolete',
    syscalls: ['_sysctl', 'create_module', 'get_kernel_syms', 'nfsservctl', 'query_module', 'sysfs', 'uselib', 'ustat'],
    why: 'has had no use for long',
    reference: docker,
  },
];

/**
 * The numbers of arguments where an ABI has them elsewhere: clone of s390x takes its flags second (clone(2), "C
 * library/kernel differences").
 */
export const argumentElsewhere = [{ syscall: 'clone', abi: 's390x', index: 1 }];

/**
 * Where a row of the source data tells of several calls at once: for which uses one of them needs the capability, '' for
 * all. Read in the pages of the calls, man-pages 6.03.
 */
export const exactNeeds = new Map([
  ['CAP_SYS_TIME settimeofday', ''],
  ['CAP_SYS_TIME stime', ''],
  ['CAP_SYS_TIME clock_settime', ''],
  ['CAP_SYS_TIME clock_settime64', ''],
  ['CAP_SYS_TIME adjtimex', 'modes other than 0'],
  ['CAP_SYS_TIME clock_adjtime', 'modes other than 0'],
  ['CAP_SYS_CHROOT chroot', ''],
  ['CAP_SYS_CHROOT setns', 'a mount namespace'],
  ['CAP_SYS_ADMIN open_tree', 'OPEN_TREE_CLONE'],
  ['CAP_SYS_ADMIN fanotify_init', 'all but groups of limited functionality, which need none since Linux 5.13'],
  ['CAP_SYS_ADMIN quotactl', 'changing quotas, and asking for those of others'],
  ['CAP_SYS_ADMIN quotactl_fd', 'changing quotas, and asking for those of others'],
  ['CAP_SETGID setgroups', ''],
  ['CAP_SETGID setgroups32', ''],
]);

/**
 * Vulnerabilities of which the source data says in part that it was not confirmed: what is told of them instead, with
 * what was read. Others of them are left out.
 */
export const confirmedCves = new Map([
  // The step with unshare was not read anywhere.
  [
    'CVE-2022-0492',
    {
      syscalls: ['mount'],
      what: 'release_agent of cgroup v1 set without a capability check',
      needs: 'a user namespace',
      source: 'CVEProject/cvelistV5 record',
    },
  ],
  [
    'CVE-2023-0386',
    {
      needs: 'a user namespace',
      source: 'CVEProject/cvelistV5 record + systemshardening.com/articles/linux/linux-user-namespace-security',
    },
  ],
]);

/** Vulnerabilities beyond the source data. */
export const furtherCves = [
  {
    cve: 'CVE-2016-8655',
    syscalls: ['socket', 'setsockopt'],
    args: 'socket arg0 == 17 (AF_PACKET)',
    nickname: null,
    what: 'AF_PACKET packet_set_ring race',
    needs: 'CAP_NET_RAW',
    source: 'CVEProject/cvelistV5 record',
  },
];
