import { z } from 'zod';
import { allowListSchema, diffSchema, reviewSchema } from './diff-schema.ts';

/** The published JSON Schema (2020-12) of what `diff --output json` prints: `schema/diff.v1.schema.json`. */
export function diffJsonSchema(): object {
  return published(diffSchema, 'seccinch diff', 'What one seccomp profile lets through that another does not.');
}

/** That of what `review --output json` prints: `schema/review.v1.schema.json`. */
export function reviewJsonSchema(): object {
  return published(
    reviewSchema,
    'seccinch review',
    'What profiles let through that they did not in a revision of git.',
  );
}

/** That of the file of `diff --allow-list`: `schema/allow-list.v1.schema.json`. */
export function allowListJsonSchema(): object {
  return published(allowListSchema, 'seccinch allow-list', 'Additions to seccomp profiles that somebody answers for.');
}

function published(schema: z.ZodType, title: string, description: string): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
  return { $schema, title, description, ...rest };
}
