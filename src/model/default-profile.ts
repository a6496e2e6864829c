import { z } from 'zod';
import { abis } from './abi.ts';

const names = z.array(z.string().regex(/^[a-z_][a-z0-9_]{0,63}$/));

/**
 * What an engine's default profile allows, to compare a new profile against: the file format of
 * `profiles/defaults/*.json`. Only names that `abi` has a call for are in it, sorted.
 * - `allowed`: allowed whatever the arguments;
 * - `conditional`: allowed for some arguments only; in no other list.
 */
export const defaultProfileSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  title: z.string(),
  provenance: z.strictObject({
    source: z.string(),
    commit: z.string().regex(/^[0-9a-f]{7,40}$/),
    licence: z.string(),
    generatedBy: z.string(),
  }),
  abi: z.enum(abis),
  /** What happens to every other call: an action of OCI profiles. */
  defaultAction: z.string().regex(/^SCMP_ACT_[A-Z_]+$/),
  /** The errno that the default action returns, by name. */
  defaultErrno: z.string().regex(/^E[A-Z0-9]{1,31}$/),
  allowed: names,
  conditional: names,
});

/** @see defaultProfileSchema */
export type DefaultProfile = z.infer<typeof defaultProfileSchema>;
