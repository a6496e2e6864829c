import { parsers } from '../../src/parsers/index.ts';
import { fixturesOf } from '../parsers/strace-fixtures.ts';
import { traceeFixtures } from '../parsers/tracee-fixtures.ts';
import { describeParser } from './parser.ts';

for (const parser of parsers) {
  describeParser(parser, parser.id === 'tracee' ? traceeFixtures() : fixturesOf(parser.id));
}
