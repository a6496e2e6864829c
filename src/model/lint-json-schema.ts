import { z } from 'zod';
import { lintFailOnLevels } from './lint-verdict.ts';

// Fields may be added within a version, so objects are loose. What they mean is said where the types are
// (lint-verdict.ts); a test holds what the command prints against this.
const count = z.number().int().min(0);
const line = z.number().int().min(1);
const severity = z.enum(['error', 'warning', 'note']);
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

const lintSchema = z.looseObject({
  version: z.literal(1),
  kind: z.literal('lint'),
  files: z.array(z.looseObject({ source: z.string(), path: z.string().optional(), findings: count })),
  findings: z.array(
    z.looseObject({
      rule: id,
      severity,
      source: z.string(),
      path: z.string().optional(),
      line,
      column: line.optional(),
      what: z.string().optional(),
      other: z.string().optional(),
      otherLine: line.optional(),
      fixable: z.boolean(),
    }),
  ),
  rules: z.array(
    z.looseObject({
      id,
      severity,
      title: z.string(),
      why: z.string(),
      fix: z.string(),
      reference: z.string(),
    }),
  ),
  fixed: z.array(z.looseObject({ source: z.string(), mended: line })),
  gate: z.looseObject({ failOn: z.enum(lintFailOnLevels), fails: z.boolean() }),
  problems: z.array(z.looseObject({ kind: id, severity, title: z.string(), fix: z.string() })),
});

/** The published JSON Schema (2020-12) of what `lint --output json` prints: `schema/lint.v1.schema.json`. */
export function lintJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(lintSchema, { io: 'input', target: 'draft-2020-12' });
  return {
    $schema,
    title: 'seccinch lint',
    description: 'Mistakes in seccomp profiles that runtimes accept in silence, or start no container with.',
    ...rest,
  };
}
