import { expect, test } from 'vitest';
import { describeRecordings } from '../../src/cli/describe-recordings.ts';

test('counts a call that was told of on entry and on return once', () => {
  const verdict = describeRecordings(
    [
      {
        format: 'seccinch-recording',
        version: 1,
        subject: { kind: 'image', name: 'app' },
        runs: 1,
        origins: [],
        endings: [],
        gaps: [],
        abis: [
          {
            abi: 'x86_64',
            syscalls: [
              { name: 'bind', calls: 0, inside: [{ event: 'security_socket_bind', times: 9 }] },
              { name: 'futex', calls: 3, entered: 4 },
              { name: 'read', calls: 5, entered: 2 },
              { name: 'setuid', calls: 0, entered: 2, refused: [{ by: 'audit', times: 3 }] },
              { name: 'setgid', calls: 9, refused: [{ by: 'audit', times: 3 }] },
              { name: 'write', calls: 1 },
            ],
          },
        ],
        capabilities: [],
      },
    ],
    ['app.recording.json'],
  );
  expect(verdict.recordings[0]).toMatchObject({ syscalls: 6, calls: 24 });
});
