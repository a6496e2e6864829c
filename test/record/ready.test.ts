import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntilReady } from '../../src/record/ready.ts';
import { nothing, Scratch } from './scratch.ts';

let scratch: Scratch;
let server: Server | undefined;
const never = new AbortController().signal;

beforeEach(() => {
  scratch = new Scratch();
});
afterEach(async () => {
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
  const left = await scratch.left();
  scratch.dispose();
  expect(left).toEqual(nothing);
});

function listen(host: string, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server?.address();
      resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
    });
  });
}

async function freePort(): Promise<number> {
  const port = await listen('127.0.0.1');
  await new Promise((resolve) => server?.close(resolve));
  server = undefined;
  return port;
}

describe('waiting for a sign', () => {
  it('finds a port that is open', async () => {
    const port = await listen('127.0.0.1');
    expect(await waitUntilReady({ kind: 'tcp', port }, 1000, never, never)).toBe('ready');
  });

  it('finds one that listens on IPv6 alone', async (context) => {
    const port = await listen('::1').catch(() => context.skip());
    expect(await waitUntilReady({ kind: 'tcp', port }, 1000, never, never)).toBe('ready');
  });

  it('waits for one that opens later', async () => {
    const port = await freePort();
    setTimeout(() => void listen('127.0.0.1', port), 250);
    expect(await waitUntilReady({ kind: 'tcp', port }, 5000, never, never)).toBe('ready');
  });

  it('gives up in time', async () => {
    const port = await freePort();
    expect(await waitUntilReady({ kind: 'tcp', port }, 250, never, never)).toBe('timeout');
    expect(await waitUntilReady({ kind: 'command', command: 'false' }, 250, never, never)).toBe('timeout');
  });

  it('leaves when it is over', async () => {
    const over = AbortSignal.timeout(150);
    expect(await waitUntilReady({ kind: 'tcp', port: await freePort() }, 5000, over, never)).toBe('over');
    expect(await waitUntilReady({ kind: 'command', command: 'false' }, 5000, AbortSignal.abort(), never)).toBe('over');
  });

  it('repeats a command until it succeeds', async () => {
    const file = join(scratch.folder, 'tries');
    const command = `echo >> ${file}; test $(wc -l < ${file}) = 3`;
    expect(await waitUntilReady({ kind: 'command', command }, 5000, never, never)).toBe('ready');
    expect(existsSync(file)).toBe(true);
  });

  it('kills a command that hangs and does not listen when it hurries', async () => {
    const command = 'trap "" TERM; sleep 60; :';
    const now = AbortSignal.timeout(200);
    expect(await waitUntilReady({ kind: 'command', command }, 60_000, now, now)).toBe('over');
  });
});
