import { describe, expect, it } from 'vitest';
import { identifyCall, tracedCall, tracedLine } from '../../src/enforce/traced-call.ts';

describe('tracedLine', () => {
  it('takes lines apart, with and without name and number', () => {
    expect(tracedLine('12  read(0)')).toEqual({ thread: '12', text: 'read(0)' });
    expect(tracedLine('12<a b> [  39] getpid()')).toEqual({ thread: '12', comm: 'a b', number: 39, text: 'getpid()' });
    expect(tracedLine('strace: Process 12 attached')).toBeUndefined();
  });
});

describe('tracedCall', () => {
  it.each([
    ['read(0x3, 0, 0x10) = 0x10', { name: 'read', resumed: false, args: [3n, 0n, 16n], outcome: 'returned' }],
    ['getpid() = 0x1', { name: 'getpid', resumed: false, args: [], outcome: 'returned' }],
    ['exit(0x1) = ?', { name: 'exit', resumed: false, args: [1n], outcome: 'never' }],
    [
      'a(0xffffffffffffffff <unfinished ...>',
      { name: 'a', resumed: false, args: [2n ** 64n - 1n], outcome: 'unfinished' },
    ],
    ['<... a resumed>) = -1 EIO (x)', { name: 'a', resumed: true, outcome: { errno: 'EIO' } }],
    ['a("text") = 0', { name: 'a', resumed: false, outcome: 'returned' }],
  ])('reads %s', (text, call) => {
    expect(tracedCall(text)).toEqual(call);
  });

  it('passes over what is no call', () => {
    expect(tracedCall('+++ exited with 0 +++')).toBeUndefined();
  });
});

describe('identifyCall', () => {
  it.each([
    ['getpid', 39, undefined, { abi: 'x86_64', name: 'getpid' }],
    ['getpid', 20, undefined, { abi: 'i386', name: 'getpid' }],
    ['getpid', 0x4000_0027, undefined, { abi: 'x32', name: 'getpid' }],
    // The same number everywhere: as the thread's last call.
    ['clone3', 435, undefined, { abi: 'x86_64', name: 'clone3' }],
    ['clone3', 435, 'i386', { abi: 'i386', name: 'clone3' }],
    // Through socketcall(2).
    ['socket', 102, undefined, { abi: 'i386', name: 'socket' }],
    ['syscall_0x1c3', 451, undefined, { abi: 'x86_64', name: 'cachestat' }],
    ['syscall_0x3e7', 999, undefined, { name: 'syscall_0x3e7' }],
    ['syscall_0x1c3', undefined, undefined, { name: 'cachestat' }],
  ] as const)('%s, number %s, after a call of %s', (name, number, last, expected) => {
    expect(identifyCall(name, number, last)).toEqual(expected);
  });
});
