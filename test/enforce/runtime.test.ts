import { expect, it } from 'vitest';
import { askRuntime } from '../../src/enforce/runtime.ts';

it('kills a runtime that does not answer', async () => {
  const mute = { name: 'mute', command: ['sh', '-c', 'exec sleep 1000'] } as const;
  expect(await askRuntime(mute, ['--version'], 100)).toMatchObject({ status: 128, stdout: '' });
});
