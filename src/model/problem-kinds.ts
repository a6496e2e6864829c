/** How much a problem matters: an `error` stops the command, a `warning` means evidence may be missing, a `note` informs. */
export type Severity = 'error' | 'warning' | 'note';

interface ProblemInfo {
  /** One line, without the value concerned and without a full stop. */
  readonly title: string;
  readonly severity: Severity;
  /** What the reader can do about it, an imperative sentence. */
  readonly fix: string;
}

/**
 * Every kind of problem, in words. The data (`Problem`) holds no prose: commands, reporters and `docs/problems/` all
 * take theirs from here. Sorted by kind.
 */
export const problemKinds = {
  'abi-contradicted': {
    title: 'the numbers in the stream are those of another architecture',
    severity: 'error',
    fix: 'Name the architecture that the stream was recorded on with --abi, or leave --abi out.',
  },
  'abi-doubtful': {
    title: 'a call that only 32-bit programs have, in a log that does not say which are',
    severity: 'warning',
    fix: 'Record with `strace -f -C`, whose tables tell ABIs apart, or name the ABI with --abi.',
  },
  'abi-inferred': {
    title: 'the architecture, found from numbers and names in the stream',
    severity: 'note',
    fix: 'If that is wrong, name it with --abi.',
  },
  'abi-not-known': {
    title: 'not an ABI that seccinch has tables for',
    severity: 'error',
    fix: 'Name the ABI the trace was made on with --abi.',
  },
  'abi-not-told': {
    title: 'the stream does not tell which architecture it was recorded on',
    severity: 'error',
    fix: 'Name it: `--abi x86_64` or `--abi aarch64`.',
  },
  'abi-unknown': {
    title: 'calls of an ABI that seccinch has no table for',
    severity: 'warning',
    fix: 'Do not rely on the profile for programs of that ABI: their calls are missing, or counted under the ABI of --abi.',
  },
  'abis-incompatible': {
    title: 'ABIs that no one filter can cover',
    severity: 'error',
    fix: 'Keep recordings of machines with another byte order, or other errno numbers, apart: one profile each.',
  },
  'actions-not-logged': {
    title: 'actions whose calls the kernel does not log',
    severity: 'warning',
    fix: 'As root, add them to /proc/sys/kernel/seccomp/actions_logged; profiles made with `--mode log` need `log` there.',
  },
  'allow-list-invalid': {
    title: 'not an entry that an allow-list may have',
    severity: 'error',
    fix: 'Mend that line: each entry has syscall, owner, reason and expires (`2027-01-31`), perhaps profile; see docs/reviewing.md.',
  },
  'arguments-too-many': {
    title: 'refused with too many different arguments to allow each of them: not repaired',
    severity: 'warning',
    fix: 'Look at what it is called with, and allow it by hand: a range, a mask, or without conditions.',
  },
  'attached-late': {
    title: 'what the process called before it was attached to is missing',
    severity: 'warning',
    fix: 'Record a start-up as well: `seccinch record -- COMMAND`, then `seccinch merge`.',
  },
  'audit-lost': {
    title: 'records that were not logged, as the log itself says',
    severity: 'warning',
    fix: 'Run auditd, or let journald read the audit socket: the kernel log alone takes ten records in five seconds.',
  },
  'audit-off': {
    title: 'this kernel writes no audit records',
    severity: 'warning',
    fix: "Take `audit=0` off the kernel's command line, or boot a kernel with CONFIG_AUDIT: until then no log tells what a filter refused.",
  },
  'audit-serials-missing': {
    title: 'numbers of audit events that this log passes over: it does not hold them all',
    severity: 'warning',
    fix: 'Read the log that holds them all, of auditd or journald, or run the workload again and merge.',
  },
  'bare-run-timeout': {
    title: 'the run without the profile, to compare with, did not end in time',
    severity: 'error',
    fix: 'Raise --timeout, or say when to stop it: --for, or --ready with --exercise.',
  },
  'base-profile-missing': {
    title: 'the rules of its base profile, which are not in the file',
    severity: 'warning',
    fix: 'What the base profile allows counts as refused here: pass the merged profile, which the operator puts on the nodes.',
  },
  'beyond-profile-only': {
    title: 'an audit log holds only what the deployed profile does not allow',
    severity: 'note',
    fix: 'Generate from it together with the recording that the deployed profile was made from.',
  },
  'built-in-resolved': {
    title: 'a default profile that is here for one set of capabilities and one architecture only',
    severity: 'warning',
    fix: 'Leave --caps and --abi out, or pass a profile that the engine resolved for them.',
  },
  'by-not-told': {
    title: 'this format does not tell that',
    severity: 'error',
    fix: 'Ask for what it tells (see `seccinch ingest --help`), or use `--by all`: each input is one subject.',
  },
  'calls-refused': {
    title: 'calls that the deployed profile refused, and that generate will allow',
    severity: 'note',
    fix: 'Look at each before you allow it: the workload may need it, or somebody tried what the profile is there against.',
  },
  'calls-supervised': {
    title: 'calls that the filter left to a tracer or a supervisor, which did not let them through',
    severity: 'note',
    fix: 'If a supervisor answers them on purpose (SCMP_ACT_NOTIFY), keep it: a profile that allows them takes its place.',
  },
  'capability-invalid': {
    title: 'no such capability',
    severity: 'error',
    fix: 'Name it as capabilities(7) does, with or without CAP_: `NET_ADMIN`; or ALL.',
  },
  'capability-unknown': {
    title: 'a capability that no table knows',
    severity: 'warning',
    fix: 'Update seccinch if the kernel is newer than its tables; the capability is not in the recording.',
  },
  'cgroups-refused': {
    title: 'the container runtime does not support the cgroup layout here',
    severity: 'error',
    fix: 'Use runc, or boot with `systemd.unified_cgroup_hierarchy=1`.',
  },
  'command-not-executable': {
    title: 'the command is there but cannot be executed',
    severity: 'error',
    fix: 'Check its execute bit, the program that its `#!` line names, and the architecture it was built for.',
  },
  'command-not-found': {
    title: 'no such command',
    severity: 'error',
    fix: "Check the spelling and PATH; a shell's own commands need `sh -c`.",
  },
  'compressed-truncated': {
    title: 'the compressed data is cut short or damaged: what came before it was read',
    severity: 'warning',
    fix: 'Let the recorder and the compressor finish, and copy the file again; what came after is not in the recording.',
  },
  'container-not-created': {
    title: 'the container runtime could not create the container',
    severity: 'error',
    fix: 'Read what the runtime said; as root, with a profile that it accepts and a cgroup layout that it knows, it works.',
  },
  'container-unnamed': {
    title: 'a container whose image or pod the stream does not name: it stands under its id',
    severity: 'note',
    fix: 'Record with container enrichment on and the sockets of the runtime mounted; see docs/recording-with-tracee.md.',
  },
  'default-errno-dropped': {
    title: 'the engine does not hand on the default errno of the profile: what is refused gets EPERM',
    severity: 'warning',
    fix: 'Use Docker 23 or newer, or make the profile with `--default-errno EPERM`; glibc gives up where EPERM comes for ENOSYS.',
  },
  'duration-invalid': {
    title: 'not a duration',
    severity: 'error',
    fix: 'Write a number with a unit, such as `500ms`, `30s`, `5m` or `1h`, of at most 24 days.',
  },
  'emit-target-unknown': {
    title: 'no such --emit target',
    severity: 'error',
    fix: 'Choose from the targets listed.',
  },
  'ended-before-ready': {
    title: 'the workload ended before it was ready',
    severity: 'warning',
    fix: 'Look at what it printed; the exercise was not run.',
  },
  'ended-by-signal': {
    title: 'a signal ended the workload: what it does on an orderly end is missing',
    severity: 'warning',
    fix: 'If that is not how it usually ends, find out why, and record again.',
  },
  'engine-unusable': {
    title: 'the container engine does not work here',
    severity: 'error',
    fix: 'Run `podman info` or `docker version` as root and see what it says; it has to run on this machine.',
  },
  'event-overlong': {
    title: 'an event over the length limit was skipped',
    severity: 'warning',
    fix: 'Record without the events that carry whole argument lists, or look at that line: it may not come from Tracee.',
  },
  'event-unknown': {
    title: 'an event that no version of Tracee known here has',
    severity: 'warning',
    fix: 'If it is an event of your own, nothing is lost; if Tracee has it, update seccinch.',
  },
  'events-lost': {
    title: 'events that Tracee says it lost',
    severity: 'warning',
    fix: 'Record with a larger buffer (`--perf-buffer-size 16384`), fewer kinds of events, or a narrower scope.',
  },
  'evidence-incomplete': {
    title: 'something may be missing, and --strict was given',
    severity: 'error',
    fix: 'See the problems told before; nothing was written.',
  },
  'exercise-cut-short': {
    title: 'the workload ended while the exercise was running',
    severity: 'warning',
    fix: 'Look at what it printed; what the rest of the exercise would have needed is missing.',
  },
  'exercise-failed': {
    title: 'the exercise failed with this status',
    severity: 'warning',
    fix: 'Look at what it printed; what the failed part would have needed may be missing.',
  },
  'explain-unknown': {
    title: 'neither a file nor a word that explain knows',
    severity: 'error',
    fix: 'Pass a *.seccomp.json, a *.recording.json, or a word: a system call such as `clone3`, a class of risk such as `mounts`.',
  },
  'filter-in-force': {
    title: 'this process is under seccomp filters itself',
    severity: 'warning',
    fix: 'Record where there is none, for example in a container with `--security-opt seccomp=unconfined`: a call that a filter refuses never shows what would have come after it.',
  },
  'fix-needs-file': {
    title: 'only a file can be mended in its place',
    severity: 'error',
    fix: 'Pass the file by its name, or leave --fix out.',
  },
  'fix-needs-utf8': {
    title: 'not UTF-8, so that mending the rest would change these bytes, too',
    severity: 'error',
    fix: 'Mend that line in an editor first; nothing of this file was changed.',
  },
  'format-unknown': {
    title: 'not a format seccinch reads',
    severity: 'error',
    fix: 'Pass a trace of `strace -f -o FILE`, events of Tracee as JSON or an audit log, or name the format: `--format strace`, `--format tracee`, `--format audit`.',
  },
  'git-missing': {
    title: 'git is not there to ask',
    severity: 'error',
    fix: 'Install git, or name a file instead of REVISION:PATH.',
  },
  'git-path-missing': {
    title: 'no such file in that revision',
    severity: 'error',
    fix: 'Write the path from the top of the repository, or from here as `main:./app.json`; `git ls-tree -r --name-only REVISION` lists them.',
  },
  'git-refused': {
    title: 'git does not do what was asked',
    severity: 'error',
    fix: 'See what it says; paths are taken as git takes them (gitglossary(7), pathspec).',
  },
  'git-repository-missing': {
    title: 'not in a git repository that may be read',
    severity: 'error',
    fix: 'Run it in a clone of the repository; where git says `dubious ownership`, do as it says.',
  },
  'git-revision-unknown': {
    title: 'git knows no such revision',
    severity: 'error',
    fix: 'Check the name; in a shallow clone, as of actions/checkout, fetch it first: `git fetch --depth=1 origin main`, then `origin/main:PATH`. A file with a colon is `./a:b`.',
  },
  'image-misplaced': {
    title: 'an image is run by podman or docker, and these run nothing else',
    severity: 'error',
    fix: 'Give both, `--runtime podman --image IMAGE`, and no --rootfs; or neither, for runc and crun.',
  },
  'image-missing': {
    title: 'the engine has no such image',
    severity: 'error',
    fix: 'Pull or build it first, as root: `podman pull IMAGE`, `docker build`; seccinch fetches nothing.',
  },
  'input-empty': {
    title: 'the input is empty',
    severity: 'error',
    fix: 'Check that the tracer was allowed to finish: strace writes its table when the last traced process ends.',
  },
  'input-is-directory': {
    title: 'a folder, but not one of `strace -ff` logs',
    severity: 'error',
    fix: 'Name the files in it, or a folder that holds NAME.PID files from `strace -ff -o NAME`.',
  },
  'input-not-found': { title: 'no such file', severity: 'error', fix: 'Check the path.' },
  'input-unreadable': {
    title: 'cannot be read',
    severity: 'error',
    fix: 'Check the permissions, or run as the user who owns it.',
  },
  'inputs-partly-empty': {
    title: 'an empty input was left out',
    severity: 'warning',
    fix: 'Check that what wrote it worked, or leave it out: what it would have held is in no recording.',
  },
  interrupted: {
    title: 'interrupted a second time: left at once, this run is not recorded',
    severity: 'error',
    fix: 'Interrupt once and wait: the workload is then stopped and its recording written.',
  },
  'kernel-release-invalid': {
    title: 'not a kernel release',
    severity: 'error',
    fix: 'Pass major and minor, for example `5.4`.',
  },
  'killed-after-grace': {
    title: 'had to be killed: what it calls on an orderly end is missing',
    severity: 'warning',
    fix: 'Name the signal that it ends on with --stop-signal, or record a run that ends by itself and merge.',
  },
  'line-overlong': {
    title: 'a line over the length limit: only its call was counted',
    severity: 'warning',
    fix: 'Record with a smaller `strace -s`, or look at that line: it may not come from strace.',
  },
  'line-truncated': {
    title: 'the last line has no end: the input may be cut short',
    severity: 'warning',
    fix: 'Let the tracer finish before reading its output; what came after is not in the recording.',
  },
  'line-unparsable': {
    title: 'a line that the format does not explain was skipped',
    severity: 'warning',
    fix: 'Look at that line; if the tool prints such lines, report them to seccinch with a sample.',
  },
  'localhost-profile-invalid': {
    title: 'not usable as localhostProfile',
    severity: 'error',
    fix: 'Pass a path below the seccomp folder of the kubelet, without a leading `/` and without `..`, for example `profiles/app.json`.',
  },
  'log-denied': {
    title: 'a log that this user may not read',
    severity: 'warning',
    fix: "Use sudo; everybody may read the kernel's log after `sysctl kernel.dmesg_restrict=0`.",
  },
  'log-line': {
    title: 'a log line between the events',
    severity: 'warning',
    fix: 'Let Tracee write its events to a file (`--output json:FILE`): a log line may have cut an event in two.',
  },
  'mount-not-shown': {
    title: 'something that is mounted here could not be shown in the container',
    severity: 'warning',
    fix: "If the workload needs it, copy it to the root's own file system, or verify with a --rootfs that holds it.",
  },
  'name-unsafe': {
    title: 'not usable as a name',
    severity: 'error',
    fix: 'Use letters, digits, `.`, `_` and `-`, starting with a letter or digit.',
  },
  'not-an-event': {
    title: 'JSON, but no event of Tracee',
    severity: 'warning',
    fix: 'Look at that line; if Tracee prints such lines, report them to seccinch with a sample.',
  },
  'nothing-recorded': {
    title: 'no run gave a trace to work with',
    severity: 'error',
    fix: 'See the problem told before it; nothing was written.',
  },
  'nothing-selected': {
    title: 'nothing in the input matches --select',
    severity: 'error',
    fix: 'Leave --select out to see what there is.',
  },
  'nothing-to-read': {
    title: 'no input named, and standard input is a terminal',
    severity: 'error',
    fix: 'Name the files to read, or pipe a trace in.',
  },
  'nothing-to-record': {
    title: 'no command to record',
    severity: 'error',
    fix: 'Put the workload behind `--`: `seccinch record -- ./app`; or attach with --pid.',
  },
  'nothing-to-verify': {
    title: 'no command to run under the profile',
    severity: 'error',
    fix: 'Put it after --: `seccinch verify app.seccomp.json -- ./app`.',
  },
  'out-needs-one': {
    title: '--out takes one file, and there are several to write',
    severity: 'error',
    fix: 'Choose one with --emit, or write them into a folder with --out-dir.',
  },
  'output-exists': {
    title: 'there is a file already where the result would go',
    severity: 'error',
    fix: 'Name the file with -O, which may be an existing one, or move the old one away.',
  },
  'output-unwritable': {
    title: 'cannot be written',
    severity: 'error',
    fix: 'Check that the folder exists, is writable and has space left.',
  },
  'outputs-need-folder': {
    title: 'several recordings, and one place to write to',
    severity: 'error',
    fix: 'Write them into a folder with --out-dir, or make them one with --name or --by all.',
  },
  'overlay-unavailable': {
    title: 'no copy-on-write view of the root file system could be made',
    severity: 'error',
    fix: 'Run as root of the host, or of a container that may mount (CAP_SYS_ADMIN), on a kernel that has overlay (`modprobe overlay`).',
  },
  'pid-and-command': {
    title: 'both --pid and a command',
    severity: 'error',
    fix: 'Give either: --pid attaches to what runs already, a command is started.',
  },
  'pid-invalid': {
    title: 'not a process id',
    severity: 'error',
    fix: 'Pass decimal process ids: --pid 4242, --pid "$(pidof nginx)".',
  },
  'pid-not-found': {
    title: 'no such process',
    severity: 'error',
    fix: 'Check the process ID; it may have ended.',
  },
  'port-invalid': {
    title: 'not a port',
    severity: 'error',
    fix: 'Write --ready tcp:8080, with a port from 1 to 65535.',
  },
  'port-taken': {
    title: 'another server already answers on the port of --ready',
    severity: 'error',
    fix: 'Stop it, or let the workload listen on another port: the exercise would reach the wrong server.',
  },
  'profile-dialect-changed': {
    title: 'in the dialect of Docker or Podman, which the profile before it was not',
    severity: 'warning',
    fix: 'Say with --for who reads it: for containerd, runc and crun its rules hold without their conditions.',
  },
  'profile-invalid': {
    title: 'not a seccomp profile',
    severity: 'error',
    fix: 'Pass a *.seccomp.json written by seccinch, or another profile of OCI, Docker, Podman or the Security Profiles Operator.',
  },
  'profile-key-case': {
    title: 'a key in other letters than it has: engines written in Go take it, crun does not',
    severity: 'warning',
    fix: 'Write it as the specification does: `defaultAction`, `syscalls`, `names`.',
  },
  'profile-key-repeated': {
    title: 'a key given twice: engines written in Go take the last one, other readers the first',
    severity: 'warning',
    fix: 'Leave one of them.',
  },
  'profile-key-unknown': {
    title: 'a key that no engine reads in a profile of this form',
    severity: 'warning',
    fix: 'Check the spelling; engines pass over it without a word.',
  },
  'profile-not-loadable': {
    title: 'the container runtime does not take this profile',
    severity: 'error',
    fix: 'Read what the runtime said; flags need runc 1.2 or newer, and an action or architecture may be unknown to it.',
  },
  'profile-resolved': {
    title: 'in the dialect of Docker or Podman, resolved as the engine does it for',
    severity: 'note',
    fix: 'Give Kubernetes a plain profile: containerd ignores the conditions of this one; --for kubernetes shows the outcome.',
  },
  'profile-skipped': {
    title: 'a file of the folder that is no seccomp profile',
    severity: 'note',
    fix: 'Nothing, if it is meant to be something else; pass it by its name to be told as an error.',
  },
  'profiles-not-found': {
    title: 'a folder without a *.json',
    severity: 'error',
    fix: 'Pass the folder that the profiles are in, or the files themselves.',
  },
  'program-unusable': {
    title: 'a program is installed and does not work',
    severity: 'warning',
    fix: 'Run it by hand and see what it says.',
  },
  'programs-mixed': {
    title: 'calls of several programs in one recording',
    severity: 'note',
    fix: 'Keep them apart with --by exe, or take one with --select exe=PATH.',
  },
  'ptrace-denied': {
    title: 'the kernel does not allow tracing here',
    severity: 'error',
    fix: 'In a container, start it with `--cap-add SYS_PTRACE`, and with a seccomp profile that allows ptrace; elsewhere, run as root.',
  },
  'ptrace-denied-user': {
    title: 'a process of another user',
    severity: 'error',
    fix: 'Run seccinch as that user, or with sudo.',
  },
  'ptrace-denied-yama': {
    title: 'the Yama security module does not allow this',
    severity: 'error',
    fix: 'Run with sudo, or as root set `sysctl kernel.yama.ptrace_scope=0`; from 3 only a reboot leads back. See /proc/sys/kernel/yama/ptrace_scope.',
  },
  'ptrace-taken': {
    title: 'traced already, and a process has only one tracer',
    severity: 'error',
    fix: 'End the strace or debugger that is named, or run seccinch outside of it.',
  },
  'ready-timeout': {
    title: 'not ready in time, so there was no exercise',
    severity: 'warning',
    fix: 'Check the port or command of --ready, and that the workload starts as it should.',
  },
  'recording-empty': {
    title: 'no system call was recorded',
    severity: 'error',
    fix: 'Check that the tracer was allowed to trace, and that the workload ran.',
  },
  'recording-invalid': {
    title: 'not a seccinch recording',
    severity: 'error',
    fix: 'Pass a *.recording.json written by `seccinch record` or `seccinch ingest`.',
  },
  'recording-not-beside': {
    title: 'no recording to explain this profile with',
    severity: 'warning',
    fix: 'Keep NAME.recording.json beside NAME.seccomp.json, or name it with --recording.',
  },
  'recording-too-new': {
    title: 'a recording of a newer seccinch',
    severity: 'error',
    fix: 'Update seccinch.',
  },
  'records-too-varied': {
    title: 'too many different records to tell apart: the rest was not counted',
    severity: 'warning',
    fix: 'Split the stream, narrow it with --select, or leave out --by process.',
  },
  'returns-only': {
    title: 'calls are told when they return: one that never did is not in the stream',
    severity: 'note',
    fix: 'Record the event `sys_enter` as well; until then the profile allows the calls that programs wait in.',
  },
  'root-needed': {
    title: 'containers are made as root here',
    severity: 'error',
    fix: 'Run it with sudo, or as root of a machine or container that may make containers.',
  },
  'rootfs-invalid': {
    title: 'not a folder that could be a root file system',
    severity: 'error',
    fix: 'Pass the folder that an image was unpacked into.',
  },
  'runtime-base-other-abi': {
    title: 'the runtime was measured on x86_64 only',
    severity: 'note',
    fix: 'Try the profile in the runtime on this architecture before relying on it.',
  },
  'runtime-missing': {
    title: 'this container runtime is not installed',
    severity: 'error',
    fix: 'Install it: `apt-get install runc`, `dnf install runc` or `apk add runc`; crun likewise.',
  },
  'runtime-newer-than-measured': {
    title: 'newer than every runtime version that was measured',
    severity: 'note',
    fix: 'The list of the newest measured version is used; try the profile before relying on it.',
  },
  'runtime-not-watched': {
    title: 'calls that runtimes need and the profile lacks: which of them this one was refused is not seen',
    severity: 'warning',
    fix: 'Try the image with `--runtime podman`, which shows what the runtime is refused, or generate the profile with `--runtime runc`.',
  },
  'runtime-unknown': {
    title: 'not a container runtime seccinch has measured',
    severity: 'error',
    fix: 'Pass `--runtime any`, or `none` if the profile is loaded by something else.',
  },
  'runtime-version-unmeasured': {
    title: 'older than every version of this runtime that was measured, or not a version',
    severity: 'error',
    fix: 'Pass a version like `runc@1.1.5`, or leave it out to cover all that were measured.',
  },
  'scan-disagreed': {
    title: 'the fast reader and the exact one differ: the exact one was used from there on',
    severity: 'warning',
    fix: 'Report this to seccinch with the line, please; read the stream again with `--threads 0`, which uses the exact one alone.',
  },
  'seccomp-lacking': {
    title: 'the seccomp of this kernel lacks what profiles need',
    severity: 'error',
    fix: 'Boot a kernel of version 4.14 or newer with CONFIG_SECCOMP_FILTER.',
  },
  'selection-invalid': {
    title: 'not a KEY=VALUE that --select knows',
    severity: 'error',
    fix: 'Write for example `--select namespace=prod`.',
  },
  'signal-invalid': {
    title: 'not a signal',
    severity: 'error',
    fix: 'Write its name or number, such as `TERM`, `SIGINT` or `15`; `kill -l` lists them.',
  },
  'stdin-not-repeated': {
    title: 'standard input could be read only once: other runs got none, or not all of it',
    severity: 'warning',
    fix: 'Give the workload its input from a file, `< FILE`; each run then reads it from the beginning.',
  },
  'stdin-twice': {
    title: 'standard input can be read once only',
    severity: 'error',
    fix: 'Write `-` for one of them and name a file for the other.',
  },
  'strace-behind-kernel': {
    title: 'strace is older than this kernel and cannot see these newer calls',
    severity: 'warning',
    fix: 'Use strace 7.1 or newer. Under the profile such a call gets ENOSYS, as on an older kernel.',
  },
  'strace-missing': {
    title: 'strace is not installed',
    severity: 'error',
    fix: 'Install it: `apt-get install strace`, `dnf install strace` or `apk add strace`.',
  },
  'strace-too-old': {
    title: 'this strace cannot show calls that never return',
    severity: 'error',
    fix: 'Install strace 5.2 or newer (5.2 brought the status filter).',
  },
  'strace-unusable': {
    title: 'strace does not work here',
    severity: 'error',
    fix: 'Run `strace -f true` and see what it says.',
  },
  'subjects-collide': {
    title: 'two inputs would be one subject',
    severity: 'error',
    fix: 'If they are of one workload, say so with --name; if not, rename one of the files.',
  },
  'subjects-differ': {
    title: 'recordings of different workloads',
    severity: 'error',
    fix: 'Name the result with --name if they belong together.',
  },
  'syscall-number-unknown': {
    title: 'a system call number that is in no table of this ABI',
    severity: 'warning',
    fix: 'Update seccinch if the kernel is newer than its tables; the call is not in the profile.',
  },
  'syscall-unknown': {
    title: 'a system call name that no table knows',
    severity: 'warning',
    fix: 'Check the ABI; update seccinch if the call is new. It is not in the profile.',
  },
  'table-truncated': {
    title: 'a summary table without its total: the input is cut short',
    severity: 'warning',
    fix: 'Let strace finish, and check that the disk was not full; calls may be missing.',
  },
  'terminal-stdio': {
    title: 'standard streams were a terminal',
    severity: 'warning',
    fix: 'A container has pipes there, which programs treat differently. Record the way it will run: `seccinch record -- ./app </dev/null 2>&1 | cat`.',
  },
  'threads-invalid': {
    title: 'not a number of threads',
    severity: 'error',
    fix: 'Pass a number from 0 (the exact reader alone) to 64.',
  },
  'total-mismatch': {
    title: 'a summary table whose rows do not add up to its total',
    severity: 'warning',
    fix: 'Check that no line was lost or changed; calls may be missing.',
  },
  'tracer-lost': {
    title: 'strace ended without its table, so most of the trace is lost',
    severity: 'error',
    fix: 'Record again; check that nothing kills strace and that the folder for temporary files (TMPDIR) has space left.',
  },
  'tracer-message': {
    title: 'a message from strace itself',
    severity: 'note',
    fix: 'Read it: it may say why something could not be traced.',
  },
  'tracer-not-attached': {
    title: 'strace could not attach to the container',
    severity: 'error',
    fix: 'Install strace, run as root, and allow ptrace (CAP_SYS_PTRACE) where seccinch itself runs in a container.',
  },
  'user-invalid': {
    title: 'not a user',
    severity: 'error',
    fix: 'Write it in numbers, `--user 1000` or `--user 1000:1000`.',
  },
  'version-invalid': {
    title: 'not a version',
    severity: 'error',
    fix: 'Write numbers with dots between them, such as `2.5.4`.',
  },
  'workdir-invalid': {
    title: 'not an absolute path',
    severity: 'error',
    fix: 'Write --workdir from the root of the container on: `--workdir /srv/app`.',
  },
} as const satisfies Readonly<Record<string, ProblemInfo>>;

/** A key of `problemKinds`. */
export type ProblemKind = keyof typeof problemKinds;

/** The severity of a problem, from the table. */
export function severityOf(problem: { readonly kind: ProblemKind }): Severity {
  return problemKinds[problem.kind].severity;
}
