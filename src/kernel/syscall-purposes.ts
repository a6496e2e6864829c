import { isKnownSyscall } from './syscalls.ts';

// What each call does, in our own words, held against the NAME of its page in section 2 of man-pages 6.03. Without a page
// there: calls since Linux 5.13 or so, calls of single architectures, and numbers that were never used; what is told of
// these is no more than their names say in the kernel's tables. A line is what they do, then the calls.
const table = `
accepts a connection on a listening socket|accept accept4
acts on memory of another process, as madvise does on its own|process_madvise
adds a key to the kernel's keyring|add_key
adds a rule to a set of Landlock restrictions|landlock_add_rule
adds, changes or removes what an epoll instance watches|epoll_ctl
adds, changes or removes what a fanotify group watches|fanotify_mark
adjusts the clock of the machine, or tells how it is adjusted|adjtimex
adjusts a clock, or tells how it is adjusted|clock_adjtime clock_adjtime64
allocates or takes away space of a file|fallocate
allocates a memory protection key|pkey_alloc
tells which signals wait to be delivered|sigpending rt_sigpending
asks for a key, from the kernel's keyring or through a program|request_key
asks whether a file may be accessed|access faccessat faccessat2
attaches System V shared memory|shmat
binds a socket to an address|bind
carries every socket call of older 32-bit programs|socketcall
carries every System V IPC call of older 32-bit programs|ipc
cancels an asynchronous I/O request|io_cancel
changes attributes of mounts|mount_setattr
changes permissions of a file|chmod fchmod fchmodat fchmodat2
changes the attributes of a file's inode, such as its project|file_setattr
changes the end of the heap|brk
changes the owner of a file|chown fchown fchownat lchown
changes the root directory of the process|chroot
changes the root mount of the mount namespace|pivot_root
changes the scheduling priority of the process|nice
changes the size or place of a mapping|mremap
changes the size of a file|truncate ftruncate truncate64 ftruncate64
changes the working directory|chdir fchdir
changes timestamps of a file|utime utimes utimensat futimesat
changes or tells the actions for a signal|rt_sigaction sigaction signal
changes or tells which signals are blocked|rt_sigprocmask sigprocmask
changes or tells the blocked signals, in the way of before 1992|sgetmask ssetmask
does operations particular to MIPS|sysmips
clears and invalidates caches of the processor|cacheflush riscv_flush_icache
closes a descriptor|close
closes a range of descriptors|close_range
compares two processes: whether they share a resource of the kernel|kcmp
configures a file system to be mounted|fsconfig
connects a socket to an address|connect
controls a device or a file in ways of its own|ioctl
copies data between two files within the kernel|copy_file_range
copies data from one descriptor to another within the kernel|sendfile sendfile64
copies a descriptor|dup dup2 dup3
copies a descriptor of another process|pidfd_getfd
copies data between pipes without taking it out|tee
creates a descriptor that counts events|eventfd eventfd2
creates a descriptor that receives signals|signalfd signalfd4
creates a descriptor through which page faults are handled|userfaultfd
creates a directory|mkdir mkdirat
creates a fanotify group, which watches files|fanotify_init
creates a mount of a configured file system|fsmount
creates a new name for a file (a hard link)|link linkat
creates a pipe|pipe pipe2
creates a process, with flags that say what it shares|clone clone3
creates a process, a copy of the caller|fork
creates a process and waits until it runs a program or ends|vfork
creates a pair of connected sockets|socketpair
creates a set of Landlock restrictions|landlock_create_ruleset
creates a socket|socket
creates a special or ordinary file|mknod mknodat
creates a symbolic link|symlink symlinkat
creates a timer of the process|timer_create
creates a descriptor for a timer|timerfd_create
creates an anonymous file in memory|memfd_create
creates an anonymous file whose memory the kernel itself does not map|memfd_secret
creates an asynchronous I/O context|io_setup
creates an entry for a kernel module (removed in Linux 2.6)|create_module
creates an inotify instance, which watches files|inotify_init inotify_init1
creates an epoll instance, which waits for many descriptors|epoll_create epoll_create1
creates an io_uring, through which I/O is asked for in memory|io_uring_setup
creates a shadow stack for return addresses|map_shadow_stack
deletes a directory|rmdir
deletes a name of a file|unlink unlinkat
deletes a timer of the process|timer_delete
destroys an asynchronous I/O context|io_destroy
detaches System V shared memory|shmdt
stops sharing with other processes, in new namespaces among others|unshare
does operations on System V semaphores|semop semtimedop
does operations on the process or thread, one of many|prctl
does something that depends on the processor to the thread, such as setting FS or GS|arch_prctl
drops or fetches the pages of a range of memory, or tells what use is to be expected|madvise
emulates an instruction that tells about the machine (s390)|s390_sthyi
ends the thread|exit
ends the process with all its threads|exit_group
enters a namespace that is there|setns
executes a program|execve execveat
executes a context on a co-processor of Cell|spu_run
creates a context on a co-processor of Cell|spu_create
fetches or sets the state of the protected guarded storage (s390)|s390_guarded_storage
finds or creates a message queue of System V|msgget
finds or creates semaphores of System V|semget
finds or creates shared memory of System V|shmget
flushed dirty buffers, or tuned their flushing (removed in Linux 5.15)|bdflush
frees a memory protection key|pkey_free
frees the memory of a process that is being killed|process_mrelease
fills a buffer with random bytes|getrandom
gets the value of an extended attribute|getxattr lgetxattr fgetxattr getxattrat
gets the attributes of a file's inode, such as its project|file_getattr
gets a descriptor for a process|pidfd_open
gets completed asynchronous I/O|io_getevents io_pgetevents
gives up the processor|sched_yield
gives up a slice of processor time that was granted longer|rseq_slice_yield
hints how a file will be read|fadvise64 fadvise64_64 arm_fadvise64_64
controls or tells of System V message queues|msgctl
controls or tells of System V semaphores|semctl
controls or tells of System V shared memory|shmctl
issues memory barriers on threads|membarrier
listens for connections on a socket|listen
lists extended attributes|listxattr llistxattr flistxattr listxattrat
lists mounts|listmount
lists namespaces|listns
lists the security modules that are active|lsm_list_modules
loads a kernel module|init_module finit_module
loads a kernel to be started later|kexec_load kexec_file_load
loads a shared library, in the way of before ELF|uselib
loads, attaches and asks for BPF programs and maps|bpf
locks memory, so that it is not swapped|mlock mlock2 mlockall
looks up the path behind a cookie of a profiler|lookup_dcookie
makes a call again after a signal stopped it|restart_syscall
maps pages of a file in another order|remap_file_pages
seals a range of memory, so that its mapping cannot change|mseal
submits requests to an io_uring, and waits for them|io_uring_enter
makes a directory tree of mounts available as a descriptor|open_tree
makes a tree of mounts available as a descriptor, with other attributes|open_tree_attr
manages keys in the kernel's keyring|keyctl
manages disk quotas|quotactl quotactl_fd
maps a file or memory|mmap mmap2
mounts a file system, or changes a mount|mount
moves a file or directory to another name|rename renameat renameat2
moves a mount|move_mount
moves all pages of a process to other NUMA nodes|migrate_pages
moves some pages of a process to another NUMA node|move_pages
moves the position in a file|lseek _llseek
moves data between a pipe and a descriptor within the kernel|splice
moves memory of the process into a pipe|vmsplice
opens a configuration of a file system to be mounted|fsopen
opens a configuration of a file system that is mounted|fspick
opens a file by a handle|open_by_handle_at
opens a file, and creates it if asked to|open openat openat2 creat
opens a POSIX message queue|mq_open
opens a counter or tracer of performance events|perf_event_open
obtains a handle for a file, by which it can be opened|name_to_handle_at
pauses until a signal comes|pause
registers where the thread keeps its restartable sequence|rseq
reads and writes the memory of PCI devices (s390)|s390_pci_mmio_read s390_pci_mmio_write
reads from a descriptor|read readv
reads from a file at a position|pread64 preadv preadv2
reads a directory|getdents getdents64 readdir
reads and clears the kernel's log, or sets what is shown on the console|syslog
reads file data into the page cache ahead of time|readahead
reads or writes the configuration of PCI devices|pciconfig_read pciconfig_write pciconfig_iobase
reads or writes a parameter of the kernel (removed, replaced by /proc/sys)|_sysctl
reads the memory of another process|process_vm_readv
reads where a symbolic link points|readlink readlinkat
receives from a socket|recv recvfrom recvmsg recvmmsg
receives a message from a POSIX message queue|mq_timedreceive
receives a message from a System V message queue|msgrcv
registers buffers, files and other things for an io_uring|io_uring_register
registers for a notification of a POSIX message queue|mq_notify
removes an extended attribute|removexattr lremovexattr fremovexattr removexattrat
removes a POSIX message queue|mq_unlink
removes a watch of an inotify instance|inotify_rm_watch
adds a watch to an inotify instance|inotify_add_watch
restarts the machine, or switches Ctrl-Alt-Del|reboot
restricts the thread by a set of Landlock restrictions|landlock_restrict_self
returns from a signal handler|rt_sigreturn sigreturn
is how a return probe in a program comes back to the kernel|uretprobe
is how a probe in a program comes to the kernel|uprobe
runs code in the 8086 mode of the processor|vm86 vm86old
says where a thread's list of robust futexes is|set_robust_list
sends a signal to a process|kill
sends a signal to a thread|tkill tgkill
sends a signal with data|rt_sigqueueinfo rt_tgsigqueueinfo
sends a signal through a descriptor for a process|pidfd_send_signal
sends a message on a socket|send sendto sendmsg sendmmsg
sends a message to a POSIX message queue|mq_timedsend
sends a message to a System V message queue|msgsnd
sets or tells the attributes of a POSIX message queue|mq_getsetattr
sets a clock|clock_settime
sets an alarm for the process|alarm
sets an interval timer of the process|setitimer
tells an interval timer of the process|getitimer
sets a security attribute of the process, of a security module|lsm_set_self_attr
tells the security attributes of the process, of a security module|lsm_get_self_attr
sets a filter of system calls for the process, or asks about filters|seccomp
sets an extended attribute|setxattr lsetxattr fsetxattr setxattrat
sets capabilities of the thread|capset
tells capabilities of a thread|capget
sets I/O ports that the thread may use|ioperm
sets the I/O privilege of the thread|iopl
sets memory policy for a range of memory|mbind
sets memory policy of the thread|set_mempolicy
sets a home NUMA node for a range of memory|set_mempolicy_home_node
tells the memory policy of the thread|get_mempolicy
sets options of a socket|setsockopt
tells options of a socket|getsockopt
sets or clears accounting of processes|acct
sets protection of a range of memory|mprotect pkey_mprotect
sets the pointer that is cleared when the thread ends|set_tid_address
sets the creation mask for file permissions|umask
sets the clock of the machine|settimeofday stime
sets the execution domain of the process|personality
sets the group of the process|setgid setregid setresgid
sets the group for file-system checks|setfsgid
sets the user for file-system checks|setfsuid
sets the supplementary groups|setgroups
sets the user of the process|setuid setreuid setresuid
sets the host name|sethostname
sets the NIS domain name|setdomainname
sets the process group|setpgid
sets the scheduling policy and its parameters|sched_setscheduler sched_setparam sched_setattr
sets the processors that a thread may run on|sched_setaffinity
sets the priority of scheduling|setpriority
sets the priority of I/O|ioprio_set
tells the priority of I/O|ioprio_get
sets or tells resource limits|prlimit64
sets resource limits|setrlimit
tells resource limits|getrlimit ugetrlimit
sets or tells the thread-local storage of the thread|set_thread_area get_thread_area
sets the thread-local storage of the thread (arm)|set_tls
tells the thread-local storage of the thread (arm)|get_tls
sets or tells the stack for signal handlers|sigaltstack
sets or tells segments of the process's local descriptor table|modify_ldt
shuts a connection of a socket down|shutdown
sleeps for a time|nanosleep
sleeps by a chosen clock|clock_nanosleep
starts swapping to a file or device|swapon
stops swapping to a file or device|swapoff
starts a session|setsid
starts, stops or tells of runtime instrumentation (s390)|s390_runtime_instr
submits asynchronous I/O|io_submit
calls the firmware of the machine (ppc)|rtas
sets access to parts of pages (ppc)|subpage_prot
switches the byte order of the thread (ppc)|switch_endian
switches between contexts of a thread (ppc)|swapcontext
sets debugging and context of the thread at once (ppc)|sys_debug_setcontext
tells about properties of the processors (riscv64)|riscv_hwprobe
tells about a mount|statmount
tells about file-system types|sysfs
tells about a mounted file system|statfs fstatfs statfs64 fstatfs64 ustat
tells about kernel modules (removed in Linux 2.6)|query_module
tells about the machine: memory, load, uptime|sysinfo
tells the names of the system and its version|uname olduname oldolduname
tells about a file: size, owner, times|stat fstat lstat newfstatat statx stat64 fstat64 lstat64 fstatat64 oldstat oldfstat oldlstat
tells where a thread's list of robust futexes is|get_robust_list
tells resources used|getrusage
tells symbols of the kernel (removed in Linux 2.6)|get_kernel_syms
tells the address of a socket|getsockname
tells the address of a socket's peer|getpeername
tells the group of the process|getgid getegid getresgid
tells the user of the process|getuid geteuid getresuid
tells the supplementary groups|getgroups
tells the process group|getpgid getpgrp
tells the id of the process|getpid
tells the id of the parent|getppid
tells the id of the session|getsid
tells the id of the thread|gettid
tells the priority of scheduling|getpriority
tells the lowest or highest priority of a scheduling policy|sched_get_priority_max sched_get_priority_min
tells the processors that a thread may run on|sched_getaffinity
tells the scheduling policy and its parameters|sched_getscheduler sched_getparam sched_getattr
tells the time slice of a process|sched_rr_get_interval
tells the resolution of a clock|clock_getres
tells the time of a clock|clock_gettime
tells the time of day|gettimeofday time
tells processor times of the process|times
tells a timer of the process|timer_gettime
tells how many times a timer expired unseen|timer_getoverrun
tells a timer behind a descriptor|timerfd_gettime
sets a timer of the process|timer_settime
sets a timer behind a descriptor|timerfd_settime
tells which processor the thread runs on|getcpu
tells the working directory|getcwd
tells which pages of memory are in RAM|mincore
tells which parts of a file are in the page cache|cachestat
places or frees a lock on a whole file|flock
does operations on a descriptor: flags, locks, copies|fcntl fcntl64
traces another process: reads and changes it, stops it at calls|ptrace
unloads a kernel module|delete_module
unlocks memory|munlock munlockall
unmaps memory|munmap
unmounts a file system|umount umount2
hangs the terminal up, as for a new login|vhangup
waits for a child process|wait4 waitid waitpid
waits for events of an epoll instance|epoll_wait epoll_pwait epoll_pwait2
waits for events of descriptors|poll ppoll select pselect6 _newselect
waits for a signal with other signals blocked|rt_sigsuspend sigsuspend
waits for a signal that is blocked|rt_sigtimedwait
waits on a word of memory, or wakes those who wait|futex
waits on a word of memory|futex_wait
waits on several words of memory|futex_waitv
wakes those who wait on a word of memory|futex_wake
moves those who wait on a word of memory to another|futex_requeue
writes file data to disk|sync syncfs fsync fdatasync sync_file_range sync_file_range2 arm_sync_file_range
writes mapped memory back to its file|msync
writes into the memory of another process|process_vm_writev
writes to a descriptor|write writev
writes to a file at a position|pwrite64 pwritev pwritev2
steered the NFS server of the kernel (removed in Linux 3.1)|nfsservctl
stops for a debugger (arm)|breakpoint
switches to the 26-bit mode (arm)|usr26
switches to the 32-bit mode (arm)|usr32
was the idle loop of process 0|idle
is not implemented|afs_syscall break ftime getpmsg gtty lock mpx prof profil putpmsg security stty timerfd tuxcall ulimit vserver cachectl multiplexer epoll_ctl_old epoll_wait_old reserved177 reserved193
`;

let purposes: ReadonlyMap<string, string> | undefined;

/**
 * What a call does, one clause without a subject and without a full stop.
 * @param name libseccomp's name
 * @returns undefined for a name that no ABI has
 */
export function syscallPurpose(name: string): string | undefined {
  purposes ??= new Map(
    table
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [purpose = '', names = ''] = line.split('|');
        return names.split(' ').map((one) => [one, purpose] as const);
      }),
  );
  const own = purposes.get(name);
  if (own !== undefined || !isKnownSyscall(name)) return own;
  // The 32-bit ABIs have calls a second time, with wider numbers (time_t since Linux 5.1; uid_t, chown(2) "NOTES").
  const [, narrow, wider] = /^(.+?)(_time64|64|32)$/.exec(name) ?? [];
  const purpose = narrow === undefined ? undefined : purposes.get(narrow);
  return purpose && `${purpose}, with ${wider === '32' ? '32-bit ids' : '64-bit times'}, on 32-bit ABIs`;
}
