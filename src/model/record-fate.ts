/**
 * The rules by which a record of an event stream (a line, for most) is set aside on purpose, with what a user is told of
 * it. What cannot be used is a problem instead.
 */
export const ignoreRules = {
  'before-start': "the runtime's own, before the container started",
  'blank-line': 'blank lines',
  duplicate: 'events told a second time',
  fragment: 'pieces of a line that a container log had cut',
  'host-event': 'container events, told from the host side',
  'host-process': 'of processes outside containers',
  'no-syscall': 'events outside any system call',
  'not-direct': 'left out by --no-indirect',
  'not-selected': 'left out by --select',
  'other-message': 'messages that are no audit records',
  'other-record': 'audit records of other types',
  packet: 'network packets and flows',
  punctuation: 'brackets of a JSON array',
  separator: 'lines between records',
  signature: 'detections',
} as const;

/** A key of `ignoreRules`. */
export type IgnoreRule = keyof typeof ignoreRules;

/** What became of a record: it told something, a rule set it aside, or it is counted among the problems. */
export type RecordFate = 'evidence' | 'problem' | IgnoreRule;
