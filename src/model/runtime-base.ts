import { z } from 'zod';

const names = z.array(z.string().regex(/^[a-z_][a-z0-9_]{0,63}$/));
const version = z.string().regex(/^\d{1,6}(\.\d{1,6}){1,3}$/);

const range = z.strictObject({ from: version, before: version.optional() });

/** Versions of a runtime from one on, up to another that is not included; without that one, all that follow. */
export type VersionRange = z.infer<typeof range>;

const calls = z.strictObject({ required: names, margin: names, observed: names });

/**
 * What a container runtime asks of the kernel after it has loaded the filter: the file format of
 * `profiles/runtimes/*.json`. One entry per family of versions that behave alike, no_new_privs and kind of default
 * action. `versions` are those that were measured, `ranges` those the entry speaks for, `before` not included; a
 * version that several entries cover needs all of them. `start` is create and start, `exec` a process added later.
 * - `required`: without it the container did not start, or the exec did not work;
 * - `margin`: seen in some runs only, or known from the runtime's source or language: fatal when it does happen;
 * - `observed`: made, but answering it with an errno changed nothing: information, never a rule.
 *
 * Under a `kill` default nothing is harmless: what an errno entry lists as `observed` stands in its `kill` sister as
 * `required` or `margin`.
 */
export const runtimeBaseSchema = z.strictObject({
  runtime: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  title: z.string(),
  provenance: z.strictObject({
    measured: z.string(),
    abi: z.string(),
    kernel: z.string(),
    method: z.string(),
    sources: z.array(z.string()),
    /** What is not in the measurements but known otherwise, with the reason. */
    judgements: z.array(z.strictObject({ syscalls: names, why: z.string() })),
  }),
  entries: z
    .array(
      z.strictObject({
        versions: z.array(version).min(1),
        ranges: z.array(range).min(1),
        noNewPrivileges: z.boolean(),
        defaultAction: z.enum(['errno', 'kill']),
        start: calls,
        exec: calls,
      }),
    )
    .min(1),
});

/** @see runtimeBaseSchema */
export type RuntimeBase = z.infer<typeof runtimeBaseSchema>;

/** One family of versions under one setting. */
export type RuntimeBaseEntry = RuntimeBase['entries'][number];
