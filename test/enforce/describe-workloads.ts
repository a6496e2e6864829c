import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { runc } from '../../src/enforce/runtime.ts';
import { type ConfinedResult, profileOf, runConfined } from './confined.ts';
import { describeEachWorkload } from './describe-each-workload.ts';
import { requireMachine } from './machine.ts';
import { allRefused, buildProbe, callsToProbe, type Probe } from './probe.ts';
import { generateProfile, recordedProfile, recordWorkload } from './record-workload.ts';
import { type Stage, setStage } from './stage.ts';
import type { Workload } from './workload.ts';

/** Records each workload and runs it again under runc and the profile, with no_new_privs and without. */
export function describeWorkloads(workloads: readonly Workload[]): void {
  let probe: Probe;
  beforeAll(() => {
    requireMachine(['gcc', 'setpriv', 'unshare', ...workloads.flatMap((workload) => workload.needs)]);
    probe = buildProbe();
  });

  describeEachWorkload(workloads, (workload) => {
    let stage: Stage;
    const profiles = new Map<boolean, string>();

    beforeAll(async () => {
      stage = setStage(workload);
      const recorded = await recordWorkload(stage);
      expect(short(recorded.stdout), recorded.stderr).toEqual(expectedOutput(workload, recorded.stdout));
      expect(recorded.status, recorded.stderr).toBe(workload.status);
      profiles.set(true, recordedProfile(stage));
      profiles.set(false, await generateProfile(stage, 'escalating', ['--allow-privilege-escalation']));
    }, 120_000);

    describe.each([true, false])('no_new_privs %s', (noNewPrivileges) => {
      const profile = () => profiles.get(noNewPrivileges) ?? '';

      it('runs as it was recorded', async () => {
        const ran = await runConfined(stage, { runtime: runc, noNewPrivileges, seccomp: profile() });
        expectSame(workload, ran);
      }, 60_000);

      it('has nothing refused', async () => {
        const ran = await runConfined(stage, { runtime: runc, noNewPrivileges, seccomp: profile(), watched: true });
        expectSame(workload, ran);
        const known = new Set(workload.unknownToKernel);
        // What the runtime is refused before it hands over is its own affair, since it hands over.
        const refused = ran.refusals?.workload.filter(
          (refusal) => refusal.by !== 'rule' && !known.has(refusal.syscall ?? ''),
        );
        expect(refused).toEqual([]);
        expect(ran.refusals?.entered).toBe(true);
      }, 120_000);

      it('is refused calls that it never made', async () => {
        const calls = callsToProbe(profileOf(profile()));
        expect(calls.length).toBeGreaterThan(0);
        const confinement = { runtime: runc, noNewPrivileges, extra: probe.folder, argv: probe.argv(calls) };
        const confined = await runConfined(stage, { ...confinement, seccomp: profile() });
        expect(confined, calls.join()).toMatchObject({ status: allRefused });
      }, 60_000);
    });
  });
}

function expectSame(workload: Workload, ran: ConfinedResult): void {
  const told = `${JSON.stringify(ran.refusals)}\n${ran.stderr}`;
  const { service } = workload;
  expect({ status: ran.status, stdout: short(ran.stdout), client: ran.client }, told).toEqual({
    status: workload.status,
    stdout: expectedOutput(workload, ran.stdout),
    client: service?.answers,
  });
}

/** What was printed, where that is as it should be; otherwise what should have been. */
function expectedOutput(workload: Workload, printed: string): string {
  if (typeof workload.prints === 'string') return short(workload.prints);
  return workload.prints.test(printed) ? short(printed) : String(workload.prints);
}

function short(text: string): string {
  if (text.length < 2000) return text;
  return `${text.length} characters, sha256 ${createHash('sha256').update(text).digest('hex')}`;
}
