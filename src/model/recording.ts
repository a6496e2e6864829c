import { z } from 'zod';
import { abis } from './abi.ts';
import { endings } from './ending.ts';
import { recordingVersion } from './recording-version.ts';
import { subjectSchema } from './subject.ts';

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const times = count.min(1);
/** A system call name as libseccomp spells it (seccomp_syscall_resolve_name(3)). */
const syscallName = z.string().regex(/^[a-z_][a-z0-9_]{0,63}$/);

/** What can tell that a filter refused a call: the kernel's audit log of a deployed profile, or a run of `verify`. */
export const refusalSources = ['audit', 'verify'] as const;

/** @see refusalSources */
export type RefusalSource = (typeof refusalSources)[number];

/**
 * One system call under one ABI, aggregated.
 * - `calls`: how often it was entered, returned or not.
 * - `failed`: how many of those returned an error; `errnos` breaks down the ones whose errno is known (a summary
 *   table does not show it), so their sum is at most `failed`.
 * - `unreturned`: how many were never seen returning: `exit_group`, or a call cut short by death or detach.
 * - `entered`: how often the call was told of on entry, by a source that tells returns apart or not at all (Tracee's
 *   `sys_enter`). The same calls may be counted in `calls` too: the call was made at least as often as the larger says.
 * - `inside`: events that happened while the task was inside the call, by their names. Weaker evidence, kept apart.
 * - `refused`: how often the call was attempted and a seccomp filter in force refused it, by who tells of it. No call is
 *   both `entered` and `refused`: the kernel asks the filter before it tells of an entry (syscall_trace_enter in its entry code).
 * At least one of `calls`, `entered`, `inside` and `refused` says that the call was made; `calls` may be 0.
 */
export const observedSyscallSchema = z
  .strictObject({
    name: syscallName,
    calls: count,
    failed: count.optional(),
    errnos: z.array(z.strictObject({ errno: z.string().regex(/^E[A-Z0-9_]{1,31}$/), times })).optional(),
    unreturned: count.optional(),
    entered: times.optional(),
    inside: z
      .array(z.strictObject({ event: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/), times }))
      .min(1)
      .optional(),
    refused: z
      .array(z.strictObject({ by: z.enum(refusalSources), times }))
      .min(1)
      .optional(),
  })
  .refine(({ calls, entered, inside, refused }) => calls > 0 || (entered ?? inside ?? refused) !== undefined, {
    error: 'nothing says that the call was made',
  })
  // The same for the JSON Schema, where a refinement leaves no trace.
  .meta({
    anyOf: [
      { properties: { calls: { minimum: 1 } } },
      ...['entered', 'inside', 'refused'].map((field) => ({ required: [field] })),
    ],
  });

/** @see observedSyscallSchema */
export type ObservedSyscall = z.infer<typeof observedSyscallSchema>;

/** What may be missing, by kind of `Problem`; `what` names the value (a number, a name) where one is known. */
export const gapSchema = z.strictObject({
  kind: z.string().regex(/^[a-z0-9-]{1,64}$/),
  what: z.string().max(1024).optional(),
  times,
});

/** @see gapSchema */
export type Gap = z.infer<typeof gapSchema>;

/**
 * What a source of evidence cannot show, whatever the workload did: the execve(2) that starts the program in its
 * container, rt_sigreturn(2), and calls that had not returned when the observation ended.
 */
export const unseenKinds = ['entry-execve', 'in-flight', 'rt_sigreturn'] as const;

/** @see unseenKinds */
export type Unseen = (typeof unseenKinds)[number];

/**
 * Where the evidence came from: a parser's id, the tool and kernel release when known, and what that source cannot show,
 * sorted.
 */
export const originSchema = z.strictObject({
  format: z.string().regex(/^[a-z0-9-]{1,64}$/),
  tool: z.string().max(256).optional(),
  kernel: z.string().max(256).optional(),
  unseen: z.array(z.enum(unseenKinds)).min(1).optional(),
});

/** @see originSchema */
export type Origin = z.infer<typeof originSchema>;

/**
 * A recording: what one subject was seen to ask of the kernel. Aggregates only, no clock, no arguments, no paths.
 * Every list is sorted by its key and holds a key once, so that two recordings of the same facts are the same bytes.
 */
export const recordingSchema = z.strictObject({
  format: z.literal('seccinch-recording'),
  version: z.literal(recordingVersion),
  subject: subjectSchema,
  runs: count,
  origins: z.array(originSchema),
  endings: z.array(z.strictObject({ how: z.enum(endings), times })),
  gaps: z.array(gapSchema),
  abis: z.array(z.strictObject({ abi: z.enum(abis), syscalls: z.array(observedSyscallSchema).min(1) })),
  capabilities: z.array(z.strictObject({ name: z.string().regex(/^CAP_[A-Z0-9_]{1,60}$/), times })),
});

/** @see recordingSchema */
export type Recording = z.infer<typeof recordingSchema>;
