import { z } from 'zod';
import { comparisons } from './profile.ts';

/** Actions of a rule or a default (runtime-spec schema/defs-linux.json, SeccompAction). KILL is KILL_THREAD. */
export const ociActions = [
  'SCMP_ACT_KILL',
  'SCMP_ACT_KILL_PROCESS',
  'SCMP_ACT_KILL_THREAD',
  'SCMP_ACT_TRAP',
  'SCMP_ACT_ERRNO',
  'SCMP_ACT_TRACE',
  'SCMP_ACT_ALLOW',
  'SCMP_ACT_LOG',
  'SCMP_ACT_NOTIFY',
] as const;

const uint32 = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1);
const uint64 = z
  .union([
    z.number().int().min(0),
    z
      .bigint()
      .min(0n)
      .max(2n ** 64n - 1n),
  ])
  .transform((value) => BigInt(value));

/**
 * The `linux.seccomp` object of the OCI runtime spec 1.3 (schema/config-linux.json), which is also the file format of
 * Localhost profiles. Argument values are unsigned 64 bit, so `bigint`: parse with `parseExactJson`. Tokens of
 * architectures and flags are kept as they are; which of them a runtime takes is another question. Unknown keys are
 * left out, as Go does.
 */
export const ociSeccompSchema = z.object({
  defaultAction: z.enum(ociActions),
  defaultErrnoRet: uint32.optional(),
  architectures: z.array(z.string()).optional(),
  flags: z.array(z.string()).optional(),
  listenerPath: z.string().optional(),
  listenerMetadata: z.string().optional(),
  syscalls: z
    .array(
      z.object({
        names: z.array(z.string()),
        action: z.enum(ociActions),
        errnoRet: uint32.optional(),
        args: z
          .array(
            z.object({
              index: uint32,
              value: uint64,
              valueTwo: uint64.optional(),
              op: z.enum(comparisons),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
});

/** @see ociSeccompSchema */
export type OciSeccomp = z.output<typeof ociSeccompSchema>;

/** One rule of it: what happens to the calls in `names`, if their arguments fit. */
export type OciSyscall = NonNullable<OciSeccomp['syscalls']>[number];

/** One condition of a rule, on one argument register. */
export type OciCondition = NonNullable<OciSyscall['args']>[number];
