import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { waitUntilReady } from '../../src/record/ready.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('waiting until a server is ready', () => {
  it('gives up in time, even when memory is collected meanwhile', async () => {
    const never = new AbortController().signal;
    const collecting = setInterval(collect, 20);
    try {
      expect(await waitUntilReady({ kind: 'command', command: 'false' }, 400, never, never)).toBe('timeout');
    } finally {
      clearInterval(collecting);
    }
  });
});
