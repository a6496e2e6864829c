import { expect, test } from 'vitest';
import { unseenKinds } from '../../src/model/recording.ts';
import { reasonWords } from '../../src/report/reason-words.ts';

test('a call that only events inside it tell of', () => {
  expect(reasonWords({ kind: 'inside', abi: 'x86_64', events: ['security_file_open'], times: 12 })).toBe(
    'seen only through events inside it: security_file_open, 12 times (x86_64)',
  );
  expect(reasonWords({ kind: 'inside', abi: 'aarch64', events: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], times: 1 })).toBe(
    'seen only through events inside it: a, b, c, d, e and 2 more, 1 time (aarch64)',
  );
});

test('a call that a filter refused', () => {
  expect(reasonWords({ kind: 'refused', abi: 'x86_64', by: ['verify'], times: 1 })).toBe(
    'refused during verify, 1 time (x86_64)',
  );
  expect(reasonWords({ kind: 'refused', abi: 'i386', by: ['audit'], times: 2 })).toBe(
    'refused by the deployed profile (audit log), 2 times (i386)',
  );
  expect(reasonWords({ kind: 'refused', abi: 'i386', by: ['audit', 'verify'], times: 3 })).toBe(
    'refused by the deployed profile (audit log) and during verify, 3 times (i386)',
  );
});

test('a call that Tracee cannot show', () => {
  expect(reasonWords({ kind: 'unseen', tool: 'tracee', what: 'in-flight', because: ['epoll_ctl'] })).toBe(
    'Tracee shows a call when it returns: a program may wait in this one (seen: epoll_ctl)',
  );
  const words = unseenKinds.map((what) => reasonWords({ kind: 'unseen', tool: 'tracee', what, because: [] }));
  expect(new Set(words).size).toBe(unseenKinds.length);
  for (const one of words) expect(one).toMatch(/^Tracee [^.]+[^.)]$/);
});
