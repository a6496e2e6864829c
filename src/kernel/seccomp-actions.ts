/**
 * What became of a call that a filter's action was logged for: it was let through (`passed`), it was not (`refused`), or it
 * was not and a tracer or a supervisor may have answered it (`supervised`).
 */
export type SeccompFate = 'passed' | 'refused' | 'supervised';

/** An action of a seccomp filter as audit records have it. */
export interface SeccompAction {
  /** The name of its constant behind `SECCOMP_RET_` (linux/seccomp.h). */
  readonly name: string;
  readonly fate: SeccompFate;
}

// `code=` of an audit record: SECCOMP_RET_* of include/uapi/linux/seccomp.h, the data bits masked off (seccomp_run_filters
// and seccomp_log in kernel/seccomp.c). All but ALLOW measured on Linux 6.18. TRACE and USER_NOTIF are only logged where
// the call is not made: nobody is there to ask (ENOSYS), or the tracer or supervisor skips it, and may answer itself. One
// that lets it go on leaves no record.
const byCode: ReadonlyMap<number, SeccompAction> = new Map([
  [0x7ffc_0000, { name: 'LOG', fate: 'passed' }],
  [0x0005_0000, { name: 'ERRNO', fate: 'refused' }],
  [0x0003_0000, { name: 'TRAP', fate: 'refused' }],
  [0x0000_0000, { name: 'KILL_THREAD', fate: 'refused' }],
  [0x8000_0000, { name: 'KILL_PROCESS', fate: 'refused' }],
  [0x7ff0_0000, { name: 'TRACE', fate: 'supervised' }],
  [0x7fc0_0000, { name: 'USER_NOTIF', fate: 'supervised' }],
  [0x7fff_0000, { name: 'ALLOW', fate: 'passed' }],
]);

// What `ausearch -i` says instead: the names of auparse/seccomptab.h in audit-userspace 3.0.9, which says `kill` for both
// kinds (measured).
const codeByName: ReadonlyMap<string, number> = new Map([
  ['allow', 0x7fff_0000],
  ['errno', 0x0005_0000],
  ['kill', 0x0000_0000],
  ['kill-process', 0x8000_0000],
  ['log', 0x7ffc_0000],
  ['trace', 0x7ff0_0000],
  ['trap', 0x0003_0000],
  ['user-notify', 0x7fc0_0000],
]);

/**
 * The action behind the `code=` of an audit record.
 * @param code `0x7ffc0000` as the kernel has it, or `log` as `ausearch -i` says; `unknown-seccomp-code(0x…)` of an older
 *   ausearch counts as the number in it
 * @returns undefined for anything else: no kernel known here says so
 */
export function seccompAction(code: string): SeccompAction | undefined {
  const hex = /^(?:unknown-seccomp-code\((?:0x)?|0x)([0-9a-f]{1,8})\)?$/.exec(code)?.[1];
  const number = codeByName.get(code) ?? (hex === undefined ? undefined : Number.parseInt(hex, 16));
  return number === undefined ? undefined : byCode.get(number);
}
