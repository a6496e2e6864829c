import type { LintRule } from '../../model/lint-verdict.ts';

type Words = Omit<LintRule, 'id'>;

const measured = 'measured with runc 1.1.5 and crun 1.8.1';
const measuredPodman = 'measured with podman 4.3.1';
const measuredEngines = `${measuredPodman} and dockerd 20.10.24`;

/**
 * What `lint` looks for, in words: `docs/linting.md` is made from this table. Sorted by id. `error`: a container does not
 * start, or the filter does something else than the file says; `warning`: it does so with some runtimes or some callers,
 * or lets more through than it seems to; `note`: nothing goes wrong, but something has no effect.
 * What runc and crun do is seen by test/enforce/lint-cases.test.ts and lint-programs.test.ts, what podman and dockerd do
 * by lint-engines.test.ts. No API server runs there: lint-spo.test.ts takes the operator's CRDs for it.
 */
const table = {
  'architecture-unknown': {
    severity: 'error',
    title: 'no architecture that runtimes know',
    why: 'runc and crun start no container with it. Tokens are those of the OCI runtime spec; Go and uname spell them otherwise, and SCMP_ARCH_NATIVE is none: the native architecture is always in the filter.',
    fix: 'Write the token of the spec, such as SCMP_ARCH_X86_64 or SCMP_ARCH_AARCH64; leave SCMP_ARCH_NATIVE out.',
    reference: `runtime-spec schema/defs-linux.json, SeccompArch; ${measured}`,
  },
  'architectures-both': {
    severity: 'error',
    title: 'both architectures and archMap',
    why: 'dockerd and Podman refuse a profile that has both.',
    fix: 'Keep archMap where the file serves several machines, else architectures.',
    reference: `moby/profiles seccomp/seccomp_linux.go, setupSeccomp; container-libs common/pkg/seccomp/seccomp_linux.go; ${measuredEngines}`,
  },
  'architectures-missing': {
    severity: 'note',
    title: 'no architectures',
    why: 'The filter is for the native ABI alone, whatever machine it is loaded on; runc before 1.1.15 then leaves out its ENOSYS stub, so that calls newer than the profile get the default errno.',
    fix: 'Name the architectures that the workload is built for.',
    reference: `runc libcontainer/seccomp/patchbpf/enosys_linux.go; ${measured}`,
  },
  'argument-index': {
    severity: 'error',
    title: 'an argument that no call has',
    why: 'A call has six arguments, 0 to 5: libseccomp refuses the rule, and no container starts.',
    fix: 'Count arguments from 0.',
    reference: `libseccomp src/api.c, seccomp_rule_add_array; ${measured}`,
  },
  'argument-twice': {
    severity: 'error',
    title: 'two conditions on one argument in one rule',
    why: 'They do not have to hold together: libseccomp takes one condition for an argument, so runtimes make a rule of each, and one that holds is enough. `GE 2` with `LE 3` lets everything through.',
    fix: 'Name each wanted value in a rule of its own, or use one MASKED_EQ.',
    reference: `runc libcontainer/seccomp/seccomp_linux.go, matchCall; crun src/libcrun/seccomp.c; ${measured}`,
  },
  'byte-order-mixed': {
    severity: 'error',
    title: 'architectures of both byte orders',
    why: 'One filter has one byte order: whatever machine loads it, libseccomp refuses the others (EDOM), and no container starts.',
    fix: 'Write a file for each, or use archMap where Docker or Podman read it.',
    reference: `libseccomp src/db.c, db_col_db_add; ${measured}`,
  },
  'clone3-unanswered': {
    severity: 'warning',
    title: 'clone3 is refused with another errno than ENOSYS, and clone is allowed',
    why: 'C libraries go back from clone3 to clone on ENOSYS only, so that no thread and no process can be started. runc hides that where no newer call is named; crun does not.',
    fix: 'Answer clone3 with SCMP_ACT_ERRNO and errnoRet 38, or refuse with defaultErrnoRet 38.',
    reference: `glibc sysdeps/unix/sysv/linux/clone-internal.c; containerd contrib/seccomp/seccomp_default.go; ${measured}`,
  },
  'compiled-otherwise': {
    severity: 'error',
    title: 'libseccomp makes something else of these conditions than they say',
    why: 'Rules for one call are put into one tree of comparisons. Where conditions contain or overlap each other some of them get lost.',
    fix: 'Write the conditions so that no value fits two rules.',
    reference: `libseccomp 2.5.4 src/db.c, _db_tree_add; ${measured}`,
  },
  'condition-in-vain': {
    severity: 'warning',
    title: 'a condition beside a rule that does the same without one',
    why: 'A rule without conditions beats those with conditions, before or behind it: this condition restricts nothing.',
    fix: 'Take the name out of the rule without conditions, or take this rule out.',
    reference: `libseccomp src/db.c, db_rule_add; ${measured}`,
  },
  'conditional-beaten': {
    severity: 'error',
    title: 'a rule with conditions beside one without, which has another action',
    why: 'A rule without conditions beats those with conditions, before or behind it: this rule does nothing.',
    fix: 'Take the name out of the rule without conditions and name the values that are let through.',
    reference: `libseccomp src/db.c, db_rule_add; ${measured}`,
  },
  'conditions-conflict': {
    severity: 'error',
    title: 'the same conditions with two actions',
    why: 'libseccomp refuses the second rule (EEXIST), and no container starts.',
    fix: 'Keep one of them.',
    reference: `libseccomp src/db.c, _db_tree_add; ${measured}`,
  },
  'conditions-overlap': {
    severity: 'warning',
    title: 'rules with different actions fit the same call',
    why: 'Which of them counts is not their order in the file: libseccomp sorts conditions by argument, operator and value.',
    fix: 'Write the conditions so that no value fits two rules.',
    reference: `libseccomp src/db.c, _db_chain_lt; ${measured}`,
  },
  'default-allow': {
    severity: 'warning',
    title: 'everything that is not named is let through',
    why: 'A deny-list: calls that a newer kernel brings are let through as well, and each thing that can be done by several calls has to be refused by all of their names.',
    fix: 'Refuse by default and name what the workload needs; `seccinch record` finds that out.',
    reference: `seccomp(2), NOTES; ${measured}`,
  },
  'dialect-key': {
    severity: 'error',
    title: 'a key that this reader passes over without a word',
    why: "containerd, runc and crun read plain OCI profiles: Docker's archMap, includes and excludes, and Podman's errno and defaultErrno, do not exist for them. Rules for special capabilities then hold for everyone. CRI-O reads all of them but minKernel.",
    fix: 'Resolve it for the capabilities and the architecture of the container, and write plain OCI JSON; or say with --for who reads it.',
    reference: `containerd contrib/seccomp/seccomp.go, WithProfile; moby/profiles seccomp/seccomp.go; ${measured}`,
  },
  'errno-misplaced': {
    severity: 'warning',
    title: 'an errno beside an action that returns none',
    why: 'crun starts no container with it; runc passes over it.',
    fix: 'Take it out.',
    reference: `runtime-spec config-linux.md, errnoRet; crun src/libcrun/seccomp.c; ${measured}`,
  },
  'errno-out-of-range': {
    severity: 'error',
    title: 'no errno',
    why: 'The low 16 bits of an errno count: from 4095 on libseccomp refuses them and no container starts, larger ones are cut down, and 0 makes a call that was not made look like a success.',
    fix: 'Write a number from errno(3): 1 is EPERM, 38 is ENOSYS.',
    reference: `libseccomp src/system.c, sys_chk_seccomp_action; runc libcontainer/seccomp/seccomp_linux.go, getAction; ${measured}`,
  },
  'errno-unknown': {
    severity: 'error',
    title: 'no errno that Podman, Buildah and CRI-O know',
    why: 'They take names such as EPERM and decimal numbers, and refuse the profile for anything else.',
    fix: 'Write the name as errno(3) has it.',
    reference: `container-libs common/pkg/seccomp/seccomp_linux.go and errno_list.go; ${measuredPodman}`,
  },
  'exit-missing': {
    severity: 'error',
    title: 'programs, or their signal handlers, cannot end',
    why: 'C libraries end a process with exit_group: refused, one thread ends and the others go on for ever, or nothing ends. They end a signal handler with rt_sigreturn: refused, the program crashes.',
    fix: 'Allow exit_group and rt_sigreturn.',
    reference: `exit_group(2), sigreturn(2), glibc sysdeps/unix/sysv/linux/_exit.c; ${measured}`,
  },
  'first-rule-wins': {
    severity: 'error',
    title: 'a second rule for the call, with another action',
    why: 'libseccomp keeps the first of two rules without conditions and says nothing about the second.',
    fix: 'Take the name out of one of them.',
    reference: `libseccomp src/db.c, db_rule_add; ${measured}`,
  },
  'flag-unknown': {
    severity: 'error',
    title: 'no filter flag that runtimes know',
    why: 'runc and crun start no container with it.',
    fix: 'Write SECCOMP_FILTER_FLAG_TSYNC, _LOG, _SPEC_ALLOW or _WAIT_KILLABLE_RECV, with that prefix.',
    reference: `runtime-spec schema/defs-linux.json, SeccompFlag; ${measured}`,
  },
  'flags-unsupported': {
    severity: 'warning',
    title: 'filter flags, which older runc does not take',
    why: 'runc before 1.2 starts no container with flags; WAIT_KILLABLE_RECV needs runc 1.4.1.',
    fix: 'Take them out where such a runc may load the profile.',
    reference: `runc libcontainer/specconv/spec_linux.go, SetupSeccomp, and CHANGELOG.md; ${measured}`,
  },
  'int-compared-wide': {
    severity: 'warning',
    title: 'a condition that 32 more bits get around',
    why: 'The kernel takes this argument as 32 bits, and the filter compares 64: a caller who sets one of the upper bits is not 40 to `NE 40`, and is 40 to the call.',
    fix: 'Let the wanted values through one by one, with EQ or with MASKED_EQ and the mask 4294967295.',
    reference: `seccomp(2), struct seccomp_data; ${measured}`,
  },
  'invalid-type': {
    severity: 'error',
    title: 'a value of another type than readers expect',
    why: 'Go programs (runc, containerd, CRI-O, dockerd) do not decode the file then; crun refuses it or takes the value for 0.',
    fix: 'Write lists in brackets, strings in quotes and numbers without.',
    reference: `runtime-spec specs-go/config.go, LinuxSeccomp; ${measured}`,
  },
  'key-case': {
    severity: 'error',
    title: 'a key in other letters than it is read in',
    why: 'Go programs take it all the same; crun, which is none, passes over it or refuses the file.',
    fix: 'Write it as the OCI runtime spec does.',
    reference: `pkg.go.dev/encoding/json, Unmarshal; ${measured}`,
  },
  'key-missing': {
    severity: 'error',
    title: 'a key is missing',
    why: 'Without a default action, an action or an operator no container starts. A condition without index or value compares with 0, and a rule without names does nothing, both without a word.',
    fix: 'Write it.',
    reference: `runtime-spec config-linux.md, seccomp; ${measured}`,
  },
  'key-repeated': {
    severity: 'error',
    title: 'a key twice in one object',
    why: 'Go programs take the last one, crun the first.',
    fix: 'Keep one of them.',
    reference: `RFC 8259, section 4; ${measured}`,
  },
  'key-unknown': {
    severity: 'warning',
    title: 'a key that nobody reads',
    why: 'Every reader passes over it without a word: if something was meant by it, that is lost.',
    fix: 'Write the key that was meant, or take it out; text for readers belongs into `comment`.',
    reference: `runtime-spec config-linux.md; ${measured}`,
  },
  'kill-thread': {
    severity: 'warning',
    title: 'kills the thread alone',
    why: 'SCMP_ACT_KILL is SCMP_ACT_KILL_THREAD: the other threads go on without it, with its locks held, and the exit status may be 0.',
    fix: 'Write SCMP_ACT_KILL_PROCESS.',
    reference: `seccomp(2), SECCOMP_RET_KILL_THREAD; ${measured}`,
  },
  'listener-missing': {
    severity: 'note',
    title: 'listenerMetadata without listenerPath',
    why: 'There is nobody to be given it; runtimes pass over it.',
    fix: 'Set listenerPath, or take it out.',
    reference: `runtime-spec config-linux.md, listenerMetadata; ${measured}`,
  },
  'mask-bits': {
    severity: 'error',
    title: 'bits asked for that the mask leaves out',
    why: 'MASKED_EQ compares (argument & value) with valueTwo: `value` is the mask. No argument could fit, but libseccomp drops the bits outside the mask, so that others do.',
    fix: 'Put the mask into value and what is wanted of it into valueTwo.',
    reference: `runtime-spec config-linux.md, valueTwo; libseccomp src/db.c; ${measured}`,
  },
  'mask-empty': {
    severity: 'error',
    title: 'a mask without bits',
    why: 'It asks for nothing: libseccomp drops the condition, and the rule holds for every call.',
    fix: 'Put the mask into value and what is wanted of it into valueTwo.',
    reference: `libseccomp src/db.c, _db_rule_gen_64; ${measured}`,
  },
  'min-kernel-ignored': {
    severity: 'warning',
    title: 'minKernel, which Podman does not read',
    why: 'Podman, Buildah and CRI-O apply the rule on every kernel; dockerd leaves it out on older ones.',
    fix: 'Take it out, or write a file for each kernel.',
    reference: `container-libs common/pkg/seccomp/types.go, Filter; ${measuredEngines}`,
  },
  'min-kernel-invalid': {
    severity: 'error',
    title: 'a minKernel that dockerd cannot read',
    why: 'It has to be `<kernel>.<major>`, two numbers of at most 255 each and not both 0. dockerd starts no container with any other.',
    fix: 'Write the first two numbers of the kernel, such as 5.15.',
    reference: `moby/profiles seccomp/seccomp.go, KernelVersion; ${measuredEngines}`,
  },
  'name-duplicate': {
    severity: 'note',
    title: 'a name that is there before',
    why: 'It has no further effect. In a SeccompProfile of the Security Profiles Operator names of a rule are a set: the API server refuses the object.',
    fix: 'Take it out.',
    reference: `security-profiles-operator api/seccompprofile, listType=set; ${measured}`,
  },
  'name-empty': {
    severity: 'error',
    title: 'an empty name',
    why: 'runc starts no container with it.',
    fix: 'Take it out.',
    reference: `runc libcontainer/seccomp/seccomp_linux.go, matchCall; ${measured}`,
  },
  'name-newer': {
    severity: 'warning',
    title: 'a name newer than the libseccomp asked for',
    why: 'A libseccomp that does not know a name drops it without a word: the call gets the default action.',
    fix: 'Update libseccomp on the nodes, or make sure that the workload does without.',
    reference: `libseccomp src/syscalls.csv; ${measured}`,
  },
  'name-other-abi': {
    severity: 'warning',
    title: 'a name that none of the listed architectures has, without its counterpart there',
    why: 'It has no effect, and the call that programs of these architectures make in its place is not named.',
    fix: 'Add the name of the counterpart.',
    reference: `libseccomp src/syscalls.csv; ${measured}`,
  },
  'name-unknown': {
    severity: 'error',
    title: 'no syscall of any architecture',
    why: 'runc and crun drop the name without an error, and the call that was meant gets the default action.',
    fix: 'Write the name as libseccomp has it; `seccinch explain NAME` tells whether there is one.',
    reference: `libseccomp src/syscalls.csv; ${measured}`,
  },
  'names-both': {
    severity: 'error',
    title: 'both name and names',
    why: 'dockerd and Podman refuse a profile that has both in one rule.',
    fix: 'Move the name into names.',
    reference: `moby/profiles seccomp/seccomp_linux.go, setupSeccomp; ${measuredEngines}`,
  },
  'names-empty': {
    severity: 'note',
    title: 'a rule without names',
    why: 'It does nothing; the OCI runtime spec asks for one name at least.',
    fix: 'Take the rule out.',
    reference: `runtime-spec schema/config-linux.json, names; ${measured}`,
  },
  'name-singular': {
    severity: 'error',
    title: 'name, the old key of Docker, where names is read',
    why: 'runc, containerd and CRI-O see a rule without names, which does nothing; crun refuses it. Docker and Podman still take it.',
    fix: 'Write "names": ["…"].',
    reference: `moby/profiles seccomp/seccomp.go, Syscall; ${measured}`,
  },
  'notify-default': {
    severity: 'error',
    title: 'SCMP_ACT_NOTIFY as the default action',
    why: 'runc refuses it, as it would ask the listener before the listener is there; under crun every call gets ENOSYS without one.',
    fix: 'Name the calls that the listener is to decide.',
    reference: `runc libcontainer/seccomp/seccomp_linux.go, InitSeccomp; ${measured}`,
  },
  'notify-unheard': {
    severity: 'error',
    title: 'SCMP_ACT_NOTIFY without a listenerPath',
    why: 'runc refuses it; under crun the call gets ENOSYS.',
    fix: 'Set listenerPath to the socket of the listener.',
    reference: `runc libcontainer/specconv/spec_linux.go, SetupSeccomp; seccomp_unotify(2); ${measured}`,
  },
  'notify-write': {
    severity: 'error',
    title: 'SCMP_ACT_NOTIFY for write',
    why: 'runc hands the listener over with write(2), and refuses a filter that stops it.',
    fix: 'Allow write, or decide it otherwise.',
    reference: `runc libcontainer/seccomp/seccomp_linux.go, InitSeccomp; ${measured}`,
  },
  'number-form': {
    severity: 'error',
    title: 'not a whole number of the size that is read',
    why: 'Readers want plain digits: Go programs do not decode negative numbers, fractions, exponents (1e3, 1.8446744073709552e19) or more than 64 bits; crun takes -1 for 18446744073709551615.',
    fix: 'Write all digits, as unsigned: -100 of an int is 4294967196.',
    reference: `runtime-spec specs-go/config.go, LinuxSeccompArg; ${measured}`,
  },
  'operand-unused': {
    severity: 'warning',
    title: 'valueTwo beside an operator that does not use it',
    why: 'Only SCMP_CMP_MASKED_EQ has a second operand; runtimes pass over it.',
    fix: 'Take it out, or use SCMP_CMP_MASKED_EQ with the mask in value.',
    reference: `runtime-spec config-linux.md, valueTwo; ${measured}`,
  },
  'rule-idle': {
    severity: 'note',
    title: 'a rule that does what the default action does',
    why: 'Runtimes skip it. All it does is to raise the number from which runc answers ENOSYS.',
    fix: 'Take it out, unless it is there for readers.',
    reference: `runc libcontainer/seccomp/seccomp_linux.go, matchCall; crun src/libcrun/seccomp.c; ${measured}`,
  },
  'rules-endless': {
    severity: 'error',
    title: 'conditions that libseccomp never finishes with',
    why: 'Rules share one condition and differ in the upper half of another: the tree becomes a ring, and the runtime hangs while it starts the container.',
    fix: 'Write the shared condition as EQ, or the values without an upper half.',
    reference: `libseccomp 2.5.4 src/db.c, _db_tree_add; ${measured}`,
  },
  'rules-undecided': {
    severity: 'error',
    title: 'conditions that meet in too many ways',
    why: 'What libseccomp makes of them is not worked out here, and nothing else about the whole profile is known. libseccomp may take minutes, or longer, while the runtime starts a container.',
    fix: 'Use fewer conditions in a rule, EQ or MASKED_EQ in all but the last, and fewer rules for the call.',
    reference: `libseccomp 2.5.4 src/db.c, _db_tree_add; src/gen_bpf.c, _gen_bpf_chain; ${measured}`,
  },
  'runtime-needs': {
    severity: 'error',
    title: 'calls of the container runtime itself are not let through',
    why: 'The runtime makes them after it has loaded the filter, even with no_new_privs: no container starts, or not every time.',
    fix: 'Allow them; `--runtime` says which runtime is meant, `--runtime none` none.',
    reference: `docs/runtimes.md; ${measured}`,
  },
  'socketcall-open': {
    severity: 'warning',
    title: 'a condition that 32-bit code gets around',
    why: 'This architecture can make the call through socketcall or ipc as well, whose arguments are in memory: libseccomp lets that through without the conditions. Any program can switch to 32-bit code.',
    fix: 'List the architecture only where the workload has programs of it.',
    reference: `libseccomp src/arch-x86.c, abi_rule_add; moby/moby 7158007 and 3c28324; ${measured}`,
  },
  'spo-errno': {
    severity: 'error',
    title: 'no field of a SeccompProfile',
    why: 'The Security Profiles Operator has no defaultErrnoRet, and the API server drops the field: what is refused by default gets EPERM.',
    fix: 'Give errnos in rules, or deliver the file as a plain Localhost profile.',
    reference:
      'security-profiles-operator deploy/base-crds, SeccompProfile (v0.10.1, v1.0.0); kubernetes.io, Extend the Kubernetes API with CustomResourceDefinitions, Field pruning',
  },
  'spo-value': {
    severity: 'error',
    title: 'a value that does not fit into a SeccompProfile',
    why: 'Values are signed 64-bit numbers there: the API server refuses the object.',
    fix: 'Compare the low 32 bits with SCMP_CMP_MASKED_EQ, or deliver the file as a plain Localhost profile.',
    reference:
      'security-profiles-operator deploy/base-crds, SeccompProfile (v0.10.1, v1.0.0); kube-openapi pkg/validation/validate/values.go, IsValueValidAgainstRange',
  },
  'token-unknown': {
    severity: 'error',
    title: 'no action and no operator that runtimes know',
    why: 'runc and crun start no container with it.',
    fix: 'Write the token of the OCI runtime spec, such as SCMP_ACT_ALLOW or SCMP_CMP_EQ.',
    reference: `runtime-spec schema/defs-linux.json, SeccompAction, SeccompOperators; ${measured}`,
  },
  'too-many-instructions': {
    severity: 'error',
    title: 'more instructions than the kernel takes',
    why: 'A filter has at most 4096; the kernel refuses a longer one, and no container starts.',
    fix: 'Use fewer conditions: a mask or a range in place of single values.',
    reference: `linux/bpf_common.h, BPF_MAXINSNS; ${measured}`,
  },
  'value-sign-extended': {
    severity: 'warning',
    title: 'a negative int with 64 bits',
    why: 'C passes -100 (AT_FDCWD) of an int as 4294967196 or as 18446744073709551516, as it likes: compilers mostly take the first, which this does not fit.',
    fix: 'Use SCMP_CMP_MASKED_EQ with value 4294967295 and the low 32 bits in valueTwo.',
    reference: `System V ABI for x86-64, section 3.2.3; ${measured}`,
  },
} as const satisfies Readonly<Record<string, Words>>;

/** The id of a lint rule: stable, as it is what SARIF, allow-lists and `explain` call it. */
export type LintRuleId = keyof typeof table;

/** Whether a word is the id of a lint rule. */
export function isLintRule(word: string): word is LintRuleId {
  return Object.hasOwn(table, word);
}

/** What the table says of a rule. */
export function lintRule(id: LintRuleId): LintRule {
  return { id, ...table[id] };
}

/** The ids of all rules, sorted. */
export const lintRuleIds: readonly LintRuleId[] = (Object.keys(table) as LintRuleId[]).sort();
