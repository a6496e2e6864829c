import { z } from 'zod';

/** What a recording is about. Only `command` and `process` come from strace; the others name what a cluster runs. */
export const subjectKinds = ['command', 'process', 'container', 'image', 'pod', 'workload', 'all'] as const;

/**
 * Whom the observed calls belong to. `name` comes from strangers (a container name, a file name): it is data, and only
 * `io/file-name.ts` may turn it into a path, only `report/` into something a terminal shows.
 */
export const subjectSchema = z.strictObject({
  kind: z.enum(subjectKinds),
  name: z.string().min(1).max(4096),
});

/** @see subjectSchema */
export type Subject = z.infer<typeof subjectSchema>;
