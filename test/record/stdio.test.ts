import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, RecorderProcess } from './recorder-process.ts';
import { nothing, Scratch } from './scratch.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(async () => {
  delete process.env.SECCINCH_TEST_CHATTER;
  const left = await scratch.left();
  scratch.dispose();
  expect(left).toEqual(nothing);
});

async function run(command: readonly string[], input = '', exercise?: string) {
  const recorder = new RecorderProcess(scratch, command, exercise === undefined ? {} : { exercise });
  const child = recorder.start({ stdio: 'pipe' });
  const chunks: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      chunks[name] += text;
    });
  }
  child.stdin?.end(input);
  await ended(child);
  return { ...chunks, result: recorder.result() };
}

describe('what the workload reads and writes', () => {
  it('passes through untouched', async () => {
    const big = 'x'.repeat(200_000);
    const { stdout, stderr, result } = await run(['sh', '-c', 'cat; echo oops >&2; exit 3'], big);
    expect(stdout === big).toBe(true);
    expect(stderr).toBe('oops\n');
    expect(result?.value).toMatchObject({ status: { exitCode: 3 } });
  });

  it('is not mixed with what the exercise writes: that goes to standard error', async () => {
    const { stdout, stderr } = await run(
      ['sh', '-c', 'echo workload; exec sleep 60'],
      '',
      'cat; sleep 0.3; echo exercise',
    );
    expect(stdout).toBe('workload\n');
    expect(stderr).toBe('exercise\n');
  });

  it('stays blocking while the recorder writes to the same pipe', async () => {
    // A full pipe would give EAGAIN to a workload whose standard error Node had turned non-blocking.
    process.env.SECCINCH_TEST_CHATTER = '1';
    const script = "sleep 0.3; head -c 3000000 /dev/zero | tr '\\0' y >&2 && exit 9";
    const recorder = new RecorderProcess(scratch, ['sh', '-c', script]);
    const child = recorder.start({ stdio: ['ignore', 'ignore', 'pipe'] });
    const end = ended(child);
    let length = 0;
    await new Promise((resolve) => setTimeout(resolve, 800));
    child.stderr?.on('data', (chunk: Buffer) => {
      length += chunk.length;
    });
    await end;
    expect(recorder.result()?.value).toMatchObject({ status: { exitCode: 9 } });
    expect(length).toBe(3_000_000 + 'chatter\n'.length);
  });
});
