import { z } from 'zod';
import { abis } from './abi.ts';

const names = z.array(z.string().regex(/^[a-z_][a-z0-9_]{0,63}$/));
const count = z.int().min(1);
const partly = z.array(z.strictObject({ syscall: names.element, times: count }));

/** Calls without which it failed: in every try, or in so many of them. */
const deprived = z.strictObject({ required: names, sometimes: partly });

/** The version of this file format. */
export const runtimeMeasurementFormat = 1;

/**
 * What one version of a container runtime was seen to ask of the kernel after it had loaded the filter, and what of it
 * it cannot do without: the file format of `profiles/runtimes/<runtime>-<version>.json`. These files are the source of
 * the tables that profiles are made with (`RuntimeBase`); `scripts/measure-runtime.mjs` writes them, docs/runtimes.md
 * explains method and fields. Lists are sorted by code unit.
 */
export const runtimeMeasurementSchema = z.strictObject({
  format: z.literal(runtimeMeasurementFormat),
  runtime: z.string().regex(/^[a-z][a-z-]{0,30}$/),
  version: z.string().regex(/^\d{1,6}(\.\d{1,6}){1,3}$/),
  /** The whole version as the runtime prints it, or the build by another name. */
  build: z.string().regex(/^[\w.+~: -]{1,80}$/),
  provenance: z.strictObject({
    measured: z.iso.date(),
    abi: z.enum(abis),
    kernel: z.string().regex(/^\d+(\.\d+){1,2}$/),
    strace: z
      .string()
      .regex(/^\d+\.\d+$/)
      .optional(),
    libseccomp: z
      .string()
      .regex(/^\d+(\.\d+){1,2}$/)
      .optional(),
    /** `measure-runtime`: the script, by the method in docs/runtimes.md. `by-hand`: its forerunner, told there, too. */
    method: z.enum(['measure-runtime', 'by-hand']),
  }),
  /** Default action LOG. Calls made in every run, and those made in some. Several of one setting add up. */
  observed: z.array(
    z.strictObject({
      noNewPrivileges: z.boolean(),
      uid: z.int().min(0),
      phase: z.enum(['start', 'exec']),
      runs: count,
      always: names,
      sometimes: partly,
    }),
  ),
  /** One call left out of all that was observed, each so many times. */
  deprived: z.array(
    z.strictObject({
      noNewPrivileges: z.boolean(),
      uid: z.int().min(0),
      /** An errno's name, or `kill`: what happened to the call left out. */
      answer: z.enum(['ENOSYS', 'EPERM', 'kill']),
      tries: count,
      start: deprived,
      /** Left out for the exec only: the container had started with it. */
      exec: deprived.optional(),
      /** Each of these may be refused, but not all of them together: kept by a search that refused one after another. */
      together: names,
      /** So many times all that is listed here, and the language's margin, was enough to start (and exec). */
      confirmed: z.int().min(0),
    }),
  ),
});

/** @see runtimeMeasurementSchema */
export type RuntimeMeasurement = z.infer<typeof runtimeMeasurementSchema>;
