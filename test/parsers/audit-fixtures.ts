import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../../src/model/problem.ts';
import type { Recording } from '../../src/model/recording.ts';

/** An audit log; fixtures/traces/audit/README.md says where it comes from. */
export interface AuditFixture {
  /** Its folder and name. */
  readonly name: string;
  readonly path: string;
  /** What the parser makes of it by process (`scripts/expect-audit-fixtures.mjs`); read when asked for. */
  readonly expected: {
    readonly recordings: readonly Recording[];
    readonly records: Readonly<Record<string, number>>;
    readonly problems: readonly Problem[];
  };
}

const traces = fileURLToPath(new URL('../../fixtures/traces/audit', import.meta.url));

/** Every audit log, in a fixed order. */
export function auditFixtures(): readonly AuditFixture[] {
  return (readdirSync(traces, { recursive: true }) as string[])
    .filter((file) => file.endsWith('.log'))
    .sort()
    .map((name) => ({
      name,
      path: join(traces, name),
      get expected() {
        return JSON.parse(readFileSync(join(traces, name.replace(/log$/, 'expected.json')), 'utf8'));
      },
    }));
}
