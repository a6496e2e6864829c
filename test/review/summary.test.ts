import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildProfile } from '../../src/policy/build.ts';
import { profileSummaryText } from '../../src/report/profile-summary-text.ts';
import { summarizeProfile } from '../../src/review/summary.ts';
import { arbitraryRecording } from '../model/arbitrary-recording.ts';
import { arbitraryBuildOptions } from '../policy/arbitrary-build-options.ts';
import { shippedBases } from '../policy/shipped-bases.ts';

const some = arbitraryRecording({ abis: ['x86_64', 'i386', 'aarch64'] });

describe('summarizeProfile', () => {
  it('has every allowed call once, so that the counts add up', () => {
    fc.assert(
      fc.property(some, arbitraryBuildOptions(shippedBases), (recording, options) => {
        const built = buildProfile(recording, options);
        if (!built.ok) throw new Error(built.problem.kind);
        const summary = summarizeProfile(built.value.profile);
        const { observed, unreturned, attempted, inside, runtime, unseen, fallbacks } = summary;
        const named = [
          observed,
          unreturned,
          attempted,
          inside,
          runtime,
          unseen,
          ...fallbacks.map(({ syscalls }) => syscalls),
        ].flat();
        const allowed = built.value.profile.rules.filter(({ action }) => action.kind === 'allow');
        expect(named.sort()).toEqual(allowed.map(({ syscall }) => syscall));
        expect(summary.allowed).toBe(named.length);
        const text = profileSummaryText(summary, { color: false, width: 80, verbose: false });
        const [byReason = ''] = text.split(/^ +\d+ allowed/m);
        const counts = [...byReason.matchAll(/^ {0,4}(\d+) /gm)].map(([, count]) => Number(count));
        expect(counts.reduce((total, count) => total + count, 0)).toBe(summary.allowed);
      }),
      { numRuns: 50 },
    );
  });

  it('gives what was refused, what was seen from inside, and what could not be seen, a line of their own', () => {
    const built = buildProfile(
      {
        format: 'seccinch-recording',
        version: 1,
        subject: { kind: 'image', name: 'app' },
        runs: 1,
        origins: [{ format: 'tracee', unseen: ['entry-execve'] }],
        endings: [],
        gaps: [],
        abis: [
          {
            abi: 'x86_64',
            syscalls: [
              { name: 'bind', calls: 0, inside: [{ event: 'security_socket_bind', times: 1 }] },
              { name: 'chown', calls: 0, refused: [{ by: 'verify', times: 1 }] },
            ],
          },
        ],
        capabilities: [],
      },
      { bases: [], runtime: { kind: 'none' }, noNewPrivileges: true, mode: 'enforce', defaultErrno: 'ENOSYS' },
    );
    if (!built.ok) throw new Error(built.problem.kind);
    const text = profileSummaryText(summarizeProfile(built.value.profile), { color: false, width: 80, verbose: false });
    expect(text).toContain('    1 refused by a filter        chown\n');
    expect(text).toContain('    1 seen by events inside      bind\n');
    expect(text).toContain('    1 not shown by Tracee        execve\n');
  });
});
