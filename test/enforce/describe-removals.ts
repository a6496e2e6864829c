import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { parseRecording } from '../../src/model/parse-recording.ts';
import { describeEachWorkload } from './describe-each-workload.ts';
import { requireMachine } from './machine.ts';
import { recordedProfile, recordWorkload } from './record-workload.ts';
import { type Stage, setStage } from './stage.ts';
import { type Verified, verifyWorkload } from './verify-workload.ts';
import type { Workload } from './workload.ts';

/** How many of a workload's calls are taken out of its profile, one at a time. 1000: all of them, which takes hours. */
const removals = Number(process.env.SECCINCH_REMOVALS ?? 1);
/** A file to append to what came of each, a line of JSON. */
const report = process.env.SECCINCH_REMOVALS_REPORT;

/**
 * Records each workload, takes calls that it made out of its profile, and expects `verify` to name just those and
 * `--repair` to bring them back: the repaired file is what it was.
 */
export function describeRemovals(workloads: readonly Workload[]): void {
  beforeAll(() => {
    requireMachine(['gcc', 'setpriv', 'unshare', ...workloads.flatMap((workload) => workload.needs)]);
  });

  describeEachWorkload(workloads, (workload) => {
    let stage: Stage;

    beforeAll(async () => {
      stage = setStage(workload);
      expect(await recordWorkload(stage)).toMatchObject({ status: workload.status });
    });

    it.each(Array.from({ length: removals }, (_, index) => index))(
      'has a call named that was taken out, and brought back: %i',
      async (index) => {
        const whole = recordedProfile(stage);
        const removed = observedCalls(stage)[index];
        if (removed === undefined) return;
        const out = join(stage.results, 'repaired.seccomp.json');
        const options = ['--repair', '-O', out, '--timeout', '8s'];
        const ran = await verifyWorkload(stage, without(whole, removed), options);
        const { run, repair } = ran.verdict ?? {};
        note(workload, removed, ran);
        // A call of two ABIs is told of each.
        expect(names(run?.missing), `${removed}: ${ran.stderr}`).toEqual([removed]);
        expect(names(repair?.added)).toEqual([removed]);
        expect(repair?.run, ran.stderr).toMatchObject({ asExpected: true, missing: [] });
        expect(ran.status).toBe(0);
        expect(readFileSync(out, 'utf8')).toBe(whole);
      },
      120_000,
    );
  });
}

function names(calls: readonly { readonly syscall?: string }[] = []): readonly (string | undefined)[] {
  return [...new Set(calls.map(({ syscall }) => syscall))];
}

function note({ name }: Workload, removed: string, { status, stderr, verdict }: Verified): void {
  if (report === undefined) return;
  const { run, repair } = verdict ?? {};
  const told = verdict === undefined ? { stderr } : {};
  const line = { name, removed, status, started: run?.started, ending: run?.ending, was: run?.status, ...told };
  const calls = { missing: names(run?.missing), wake: names(run?.wake), added: names(repair?.added) };
  const last = { rounds: repair?.rounds, holds: repair?.run.asExpected, left: names(repair?.run.missing) };
  appendFileSync(report, `${JSON.stringify({ ...line, ...calls, ...last })}\n`);
}

/** The workload's own calls that the profile allows, in an order of chance, but the same one for the same names. */
function observedCalls(stage: Stage): readonly string[] {
  const text = readFileSync(join(stage.results, 'workload.recording.json'), 'utf8');
  const recording = parseRecording(text, 'workload.recording.json');
  if (!recording.ok) throw new Error(JSON.stringify(recording.problem));
  const names = new Set(recording.value.abis.flatMap(({ syscalls }) => syscalls.map(({ name }) => name)));
  const allowed = JSON.parse(recordedProfile(stage)).syscalls.find(
    (rule: { action: string }) => rule.action === 'SCMP_ACT_ALLOW',
  ).names;
  const order = (name: string) => createHash('sha256').update(`${stage.workload.name} ${name}`).digest('hex');
  return [...names].filter((name) => allowed.includes(name)).sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function without(profile: string, name: string): string {
  const json = JSON.parse(profile);
  for (const rule of json.syscalls) rule.names = rule.names.filter((one: string) => one !== name);
  json.syscalls = json.syscalls.filter((rule: { names: string[] }) => rule.names.length > 0);
  return JSON.stringify(json, undefined, 2);
}
