import { z } from 'zod';
import { abis } from './abi.ts';
import { endings } from './ending.ts';
import { recordingVersion } from './recording-version.ts';
import { subjectSchema } from './subject.ts';

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const times = count.min(1);
/** A system call name as libseccomp spells it (seccomp_syscall_resolve_name(3)). */
const syscallName = z.string().regex(/^[a-z_][a-z0-9_]{0,63}$/);

/**
 * One system call under one ABI, aggregated.
 * - `calls`: how often it was entered, returned or not.
 * - `failed`: how many of those returned an error; `errnos` breaks down the ones whose errno is known (a summary
 *   table does not show it), so their sum is at most `failed`.
 * - `unreturned`: how many were never seen returning: `exit_group`, or a call cut short by death or detach.
 */
export const observedSyscallSchema = z.strictObject({
  name: syscallName,
  calls: times,
  failed: count.optional(),
  errnos: z.array(z.strictObject({ errno: z.string().regex(/^E[A-Z0-9_]{1,31}$/), times })).optional(),
  unreturned: count.optional(),
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

/** Where the evidence came from: a parser's id, the tool and kernel release when known. */
export const originSchema = z.strictObject({
  format: z.string().regex(/^[a-z0-9-]{1,64}$/),
  tool: z.string().max(256).optional(),
  kernel: z.string().max(256).optional(),
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
