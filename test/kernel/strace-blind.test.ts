import { describe, expect, it } from 'vitest';
import { callsBeyondStrace } from '../../src/kernel/strace-blind.ts';

describe('the calls that an older strace does not show', () => {
  it('are those that came after it, as far as the kernel has them', () => {
    expect(callsBeyondStrace('6.5', '6.8.0-45-generic', 'x86_64')).toEqual([
      'fchmodat2',
      'futex_requeue',
      'futex_wait',
      'futex_wake',
      'listmount',
      'lsm_get_self_attr',
      'lsm_list_modules',
      'lsm_set_self_attr',
      'map_shadow_stack',
      'statmount',
    ]);
  });

  it('are none when strace is as new as the kernel, or counts what it does not know', () => {
    expect(callsBeyondStrace('6.8', '6.8.1', 'x86_64')).toEqual([]);
    expect(callsBeyondStrace('7.1', '9.9', 'x86_64')).toEqual([]);
    expect(callsBeyondStrace('unknown', '6.8', 'x86_64')).toEqual([]);
  });
});
