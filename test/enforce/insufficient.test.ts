import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runc } from '../../src/enforce/runtime.ts';
import { type ConfinedResult, runConfined } from './confined.ts';
import { requireMachine } from './machine.ts';
import { generateProfile, recordedProfile, recordWorkload } from './record-workload.ts';
import { type Stage, setStage } from './stage.ts';
import { shellWorkloads } from './workloads/shell.ts';

// Why a profile is more than the table of `strace -f -c`: each step below is left out once, and the workload fails.
describe.each(['true', 'exit-status', 'pipeline'])('%s, with less than seccinch gives it', (name) => {
  let stage: Stage;

  beforeAll(async () => {
    requireMachine(['setpriv']);
    const workload = shellWorkloads.find((one) => one.name === name);
    if (workload === undefined) throw new Error(`no workload ${name}`);
    stage = setStage(workload);
    await recordWorkload(stage);
  });

  async function runUnder(seccomp: string, noNewPrivileges: boolean): Promise<ConfinedResult> {
    return runConfined(stage, { runtime: runc, noNewPrivileges, seccomp, timeoutMs: 3000 });
  }

  it('fails under the table of `strace -f -c` alone', async () => {
    const table = join(stage.results, 'table');
    stage.fill();
    const env = Object.fromEntries(stage.env);
    try {
      execFileSync('strace', ['-f', '-c', '-U', 'name', '-o', table, ...stage.argv], { cwd: stage.folder, env });
    } catch {
      // The status is the workload's.
    }
    const names = readFileSync(table, 'utf8').match(/^[a-z_0-9]+$/gm) ?? [];
    expect(names).toContain('execve');
    expect(names).not.toContain('exit_group');
    const naive = profileAllowing(names);
    for (const noNewPrivileges of [true, false]) {
      expect(succeeded(await runUnder(naive, noNewPrivileges), stage)).toBe(false);
    }
    // Of the whole profile, the calls that never return are enough to break it.
    const whole = JSON.parse(recordedProfile(stage));
    for (const rule of whole.syscalls) {
      rule.names = rule.names.filter((one: string) => one !== 'exit' && one !== 'exit_group');
    }
    expect(succeeded(await runUnder(JSON.stringify(whole), true), stage)).toBe(false);
  });

  it('fails without the calls of the runtime', async () => {
    const without = await generateProfile(stage, 'none', ['--runtime', 'none', '--allow-privilege-escalation']);
    expect(succeeded(await runUnder(without, false), stage)).toBe(false);
  });

  it('runs with all of them', async () => {
    expect(succeeded(await runUnder(recordedProfile(stage), true), stage)).toBe(true);
  });
});

function succeeded(ran: ConfinedResult, stage: Stage): boolean {
  return ran.status === stage.workload.status && ran.stdout === stage.workload.prints;
}

function profileAllowing(names: readonly string[]): string {
  return JSON.stringify({
    defaultAction: 'SCMP_ACT_ERRNO',
    architectures: ['SCMP_ARCH_X86_64'],
    syscalls: [{ names, action: 'SCMP_ACT_ALLOW' }],
  });
}
