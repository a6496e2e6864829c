import { expect, test } from 'vitest';
import { describeRecordings } from '../../src/cli/describe-recordings.ts';

test('counts what tells of calls, and a call that was told of on entry and on return once', () => {
  const verdict = describeRecordings(
    [
      {
        format: 'seccinch-recording',
        version: 1,
        subject: { kind: 'image', name: 'app' },
        runs: 1,
        origins: [{ format: 'tracee' }],
        endings: [],
        gaps: [
          { kind: 'events-lost', times: 5 },
          { kind: 'line-truncated', times: 1 },
        ],
        abis: [
          {
            abi: 'x86_64',
            syscalls: [
              { name: 'bind', calls: 0, inside: [{ event: 'security_socket_bind', times: 9 }] },
              { name: 'chown', calls: 0, inside: [{ event: 'cap_capable', times: 2 }] },
              { name: 'futex', calls: 3, entered: 4 },
              { name: 'read', calls: 5, entered: 2 },
              { name: 'setuid', calls: 0, entered: 2, refused: [{ by: 'audit', times: 3 }] },
              { name: 'setgid', calls: 9, refused: [{ by: 'audit', times: 3 }] },
              { name: 'write', calls: 1 },
            ],
          },
        ],
        // Once there was no call to tell of.
        capabilities: [
          { name: 'CAP_CHOWN', times: 2 },
          { name: 'CAP_KILL', times: 1 },
        ],
      },
    ],
    ['app.recording.json'],
  );
  expect(verdict.recordings[0]).toMatchObject({
    syscalls: 7,
    events: 9 + 2 + (3 + 4) + (5 + 2) + (2 + 3) + (9 + 3) + 1 + 1,
    calls: 24,
    lost: 5,
  });
});
