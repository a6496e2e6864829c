import { beforeAll, describe, expect, it } from 'vitest';
import { runc } from '../../src/enforce/runtime.ts';
import { profileOf, runConfined } from './confined.ts';
import { crunHere } from './crun-here.ts';
import { requireMachine } from './machine.ts';
import { allRefused, buildProbe, callsToProbe, firstPassed, harmlessCalls, type Probe } from './probe.ts';
import { generateProfile, recordWorkload } from './record-workload.ts';
import { type Stage, setStage } from './stage.ts';
import { allWorkloads } from './workloads/index.ts';

const chosen = ['bash-jobs', 'python-threads-as-user', 'node-http', 'c-events', 'assembler-exit', 'redis-stopped'];
const workloads = allWorkloads.filter((workload) => chosen.includes(workload.name));
const runtimes = [
  ['runc', runc],
  ['crun', crunHere],
] as const;
const killedBySigsys = 159;
let probe: Probe;

beforeAll(() => {
  requireMachine(['crun', 'gcc', 'setpriv', 'unshare', ...workloads.flatMap((workload) => workload.needs)]);
  expect(workloads.map((workload) => workload.name).sort()).toEqual([...chosen].sort());
  probe = buildProbe();
});

describe.each(workloads)('$name', (workload) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = setStage(workload);
    expect(await recordWorkload(stage)).toMatchObject({ status: workload.status });
  });

  describe.each([true, false])('no_new_privs %s', (noNewPrivileges) => {
    const options = noNewPrivileges ? [] : ['--allow-privilege-escalation'];
    const expected = {
      status: workload.status,
      stdout: workload.prints instanceof RegExp ? expect.stringMatching(workload.prints) : workload.prints,
      ...(workload.service === undefined ? {} : { client: workload.service.answers }),
    };

    it('runs under crun with the same profile, nothing refused', async () => {
      const seccomp = await generateProfile(stage, 'any', options);
      const ran = await runConfined(stage, { runtime: crunHere, noNewPrivileges, seccomp, watched: true });
      expect(ran, ran.stderr).toMatchObject(expected);
      expect(ran.refusals?.entered).toBe(true);
      expect(ran.refusals?.workload.filter((refusal) => refusal.by !== 'rule')).toEqual([]);
    });

    it.each(runtimes)('runs under %s with a profile made for it alone', async (name, runtime) => {
      const seccomp = await generateProfile(stage, `${name}-alone`, ['--runtime', name, ...options]);
      const ran = await runConfined(stage, { runtime, noNewPrivileges, seccomp });
      expect(ran, ran.stderr).toMatchObject(expected);
    });

    it.each(runtimes)('runs under %s where a call outside the profile kills', async (_name, runtime) => {
      const seccomp = await generateProfile(stage, 'kill', ['--mode', 'kill', ...options]);
      const ran = await runConfined(stage, { runtime, noNewPrivileges, seccomp });
      expect(ran, ran.stderr).toMatchObject(expected);
      const calls = callsToProbe(profileOf(seccomp)).slice(0, 1);
      const how = { runtime, noNewPrivileges, seccomp, argv: probe.argv(calls), extra: probe.folder };
      expect(await runConfined(stage, how), calls.join()).toMatchObject({ status: killedBySigsys });
    });

    if (workload.service !== undefined) {
      it.each(runtimes)('refuses a call in the same container, by %s exec', async (_name, runtime) => {
        const seccomp = await generateProfile(stage, 'exec', options);
        const visitor = probe.argv(callsToProbe(profileOf(seccomp)));
        const how = { runtime, noNewPrivileges, seccomp, visitor, extra: probe.folder };
        expect(await runConfined(stage, how)).toMatchObject({ ...expected, visitor: allRefused });
      });
    }

    it('lets everything pass, and lists it, where the profile only logs', async () => {
      const seccomp = await generateProfile(stage, 'log', ['--mode', 'log', ...options]);
      const calls = callsToProbe(profileOf(seccomp)).slice(0, 1);
      const how = { runtime: runc, noNewPrivileges, seccomp, argv: probe.argv(calls), extra: probe.folder };
      expect(await runConfined(stage, how), calls.join()).toMatchObject({ status: firstPassed });
    });
  });
});

describe('the probe', () => {
  it.each(harmlessCalls)('makes %s without a filter, and is not told ENOSYS', async (name) => {
    const stage = setStage({ name: 'probe', argv: ['/bin/true'], status: 0, prints: '', needs: [] });
    const how = { runtime: runc, noNewPrivileges: true, extra: probe.folder, argv: probe.argv([name]) };
    expect(await runConfined(stage, how)).toMatchObject({ status: firstPassed, stderr: '' });
  });
});
