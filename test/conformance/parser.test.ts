import { parsers } from '../../src/parsers/index.ts';
import { auditFixtures } from '../parsers/audit-fixtures.ts';
import { fixturesOf } from '../parsers/strace-fixtures.ts';
import { traceeFixtures } from '../parsers/tracee-fixtures.ts';
import { describeParser } from './parser.ts';

for (const parser of parsers) describeParser(parser, fixtures(parser.id));

function fixtures(id: string): readonly { readonly path: string }[] {
  if (id === 'audit') return auditFixtures();
  return id === 'tracee' ? traceeFixtures() : fixturesOf(id);
}
