import { describe, expect, it } from 'vitest';
import { straceArgv } from '../../src/record/argv.ts';

const filters = ['-e', 'raw=all', '-e', 'signal=none', '-e', 'status=unfinished,unavailable,detached'];

describe('the arguments of strace', () => {
  it('records a command', () => {
    expect(straceArgv({ argv: ['ls', '-l'], pids: [] }, '/t')).toEqual([
      ...['strace', '-f', '-C', '-U', 'name,calls,errors'],
      ...filters,
      ...['-o', '/t', '--', 'ls', '-l'],
    ]);
  });

  it('attaches to processes, quietly', () => {
    expect(straceArgv({ argv: [], pids: [12, 34] }, '/t', '6.1')).toEqual([
      ...['strace', '-f', '-C', '-U', 'name,calls,errors'],
      ...filters,
      ...['-o', '/t', '-q', '-p', '12', '-p', '34'],
    ]);
  });

  it.each(['5.2', '5.5', '5.3-1'])('leaves out the columns that strace %s cannot choose', (version) => {
    expect(straceArgv({ argv: ['ls'], pids: [] }, '/t', version).slice(0, 5)).toEqual([
      ...['strace', '-f', '-C', '-e', 'raw=all'],
    ]);
  });

  it.each(['5.6', '5.10', '6.0', '10.0'])('chooses the columns with strace %s', (version) => {
    expect(straceArgv({ argv: ['ls'], pids: [] }, '/t', version)).toContain('-U');
  });

  it('keeps a command that looks like an option behind the dashes', () => {
    const argv = straceArgv({ argv: ['-p', '1'], pids: [] }, '/t');
    expect(argv.slice(argv.indexOf('--'))).toEqual(['--', '-p', '1']);
  });
});
