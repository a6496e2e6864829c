import { z } from 'zod';
import { recordingSchema } from './recording.ts';

/** The published JSON Schema (2020-12) of `*.recording.json`, as `schema/recording.v1.schema.json` holds it. */
export function recordingJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(recordingSchema, { io: 'input', target: 'draft-2020-12' });
  return {
    $schema,
    title: 'seccinch recording',
    description: 'What one workload was seen to ask of the kernel: system calls by ABI, aggregated.',
    ...rest,
  };
}
