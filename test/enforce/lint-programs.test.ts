import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Runtime, runc } from '../../src/enforce/runtime.ts';
import { profileLoaders } from '../../src/filter/profile-loader.ts';
import { syscallNames } from '../../src/kernel/syscalls.ts';
import { compareVersions, parseVersion } from '../../src/model/version.ts';
import { type LintRuleId, lintRuleIds } from '../../src/review/lint/lint-rules.ts';
import { findingsOf, rulesBroken } from '../review/lint/lint-text.ts';
import { crunHere } from './crun-here.ts';
import { lintCases } from './lint-cases.ts';
import { engineCases } from './lint-engine-cases.ts';
import { notStarted } from './lint-outcome.ts';
import { spoCases } from './lint-spo-cases.ts';
import { requireMachine } from './machine.ts';
import { compileStatic, runStatic } from './static-program.ts';

// Rules that take a program with a C library to be seen, or a certain version of a runtime.
const source = `
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
static void *other(void *none) { syscall(SYS_getpgid, 0); return none; }
static void *forever(void *none) { for (;;) pause(); return none; }
static void handled(int signal) { (void)signal; }
int main(int count, char **words) {
  pthread_t thread;
  if (count == 1) return 0;
  if (strcmp(words[1], "leave") == 0) return pthread_create(&thread, 0, forever, 0);
  if (strcmp(words[1], "mseal") == 0) { syscall(462, 0, 0, 0); return 0; }
  if (strcmp(words[1], "signal") == 0) {
    signal(SIGUSR1, handled);
    raise(SIGUSR1);
    return 0;
  }
  int failed = pthread_create(&thread, 0, other, 0);
  if (failed) { printf("no thread: %s\\n", strerror(failed)); return 1; }
  pthread_join(thread, 0);
  puts("went on");
  return 0;
}
`;
const runtimes: readonly (readonly [string, Runtime])[] = [
  ['runc', runc],
  ['crun', crunHere],
];
let program = '';

beforeAll(() => {
  requireMachine(['crun', 'gcc', 'unshare']);
  program = compileStatic(source, ['-pthread']);
});

async function run(runtime: Runtime, seccomp: string, ...args: readonly string[]): Promise<string> {
  // Longer than any of them takes, where it ends at all.
  const ran = await runStatic(runtime, seccomp, [program, ...args], args[0] === 'leave' ? 5_000 : 20_000);
  if (!ran.ok) return notStarted;
  if (ran.value.ending === 'timeout') return 'still there';
  return [String(ran.value.stdout.bytes).trim(), ran.value.status].filter((one) => one !== '').join(', ');
}

/** Every call but these, then more rules. */
function allBut(left: readonly string[], more: readonly string[] = []): string {
  const names = syscallNames('x86_64').filter((name) => !left.includes(name));
  const allowed = `{"names": ${JSON.stringify(names)}, "action": "SCMP_ACT_ALLOW"}`;
  const head = '"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64"]';
  return `{${head}, "syscalls": [${[allowed, ...more].join(', ')}]}`;
}

interface Program {
  readonly bad: string;
  readonly clean: string;
  readonly args: readonly string[];
  readonly badDoes: string;
  readonly cleanDoes: string;
}

const answered = '{"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38}';
const cases: Readonly<Partial<Record<LintRuleId, Program>>> = {
  'clone3-unanswered': {
    bad: allBut(['clone3']),
    clean: allBut(['clone3'], [answered]),
    args: ['thread'],
    badDoes: 'no thread: Operation not permitted, 1',
    cleanDoes: 'went on, 0',
  },
  'exit-missing': {
    bad: allBut(['exit_group']),
    clean: allBut([]),
    args: ['leave'],
    // The first thread ends, the other one does not.
    badDoes: 'still there',
    cleanDoes: '0',
  },
  'kill-thread': {
    bad: allBut(['getpgid'], ['{"names": ["getpgid"], "action": "SCMP_ACT_KILL"}']),
    clean: allBut(['getpgid'], ['{"names": ["getpgid"], "action": "SCMP_ACT_KILL_PROCESS"}']),
    args: ['thread'],
    badDoes: 'went on, 0',
    // SIGSYS.
    cleanDoes: '159',
  },
};

describe.each(Object.entries(cases))('%s', (rule, { bad, clean, args, badDoes, cleanDoes }) => {
  it('is found in the one, and nothing in the other', () => {
    expect(rulesBroken(bad)).toEqual([rule]);
    expect(rulesBroken(clean)).toEqual([]);
  });

  it.each(runtimes)('is what %s does', async (_, runtime) => {
    expect(await run(runtime, bad, ...args)).toBe(badDoes);
    expect(await run(runtime, clean, ...args)).toBe(cleanDoes);
  });
});

it.each(runtimes)('exit-missing: without rt_sigreturn %s starts a program that a signal kills', async (_, runtime) => {
  const bad = allBut(['rt_sigreturn']);
  expect(rulesBroken(bad)).toContain('exit-missing');
  // SIGSEGV.
  expect(await run(runtime, bad, 'signal')).toBe('139');
  expect(await run(runtime, allBut([]), 'signal')).toBe('0');
});

/** The version that `runc --version` says of a part. */
function versionOf(part: 'runc version' | 'libseccomp:'): string {
  const said = execFileSync('runc', ['--version'], { encoding: 'utf8' });
  const found = new RegExp(`${part} *(\\d+\\.\\d+\\.\\d+)`).exec(said)?.[1];
  if (found === undefined) throw new Error(`runc does not say its ${part}`);
  return found;
}

describe('flags-unsupported', () => {
  const withFlags = allBut([]).replace('"syscalls"', '"flags": ["SECCOMP_FILTER_FLAG_LOG"], "syscalls"');

  it('is what this runc does, in its version', async () => {
    const version = versionOf('runc version');
    const [loader] = profileLoaders({ kind: 'runtime', runtime: 'runc', version });
    const takes = loader.flags?.has('SECCOMP_FILTER_FLAG_LOG') === true;
    expect(await run(runc, withFlags)).toBe(takes ? '0' : notStarted);
    expect(rulesBroken(withFlags, { runtime: `runc@${version}` })).toEqual(takes ? [] : ['flags-unsupported']);
    expect(await run(runc, allBut([]))).toBe('0');
  });

  it('is not what crun does', async () => {
    expect(await run(crunHere, withFlags)).toBe('0');
    expect(rulesBroken(withFlags, { runtime: 'crun' })).toEqual([]);
  });
});

it('name-newer: this libseccomp drops a name that is newer, and no other', async () => {
  const libseccomp = versionOf('libseccomp:');
  // To be refused with a kill.
  const killing = (name: string): string =>
    allBut([name], [`{"names": ["${name}"], "action": "SCMP_ACT_KILL_PROCESS"}`]);
  const newer = findingsOf(killing('getpgid'), { libseccomp }).flatMap(({ rule, what }) =>
    rule === 'name-newer' ? [what] : [],
  );
  expect(newer).not.toContain('getpgid');
  expect(await run(runc, killing('getpgid'), 'thread')).toBe('159');
  // Of a call that it does know the number is in the filter, and the program that makes it is killed.
  const isNewer = newer.includes('mseal');
  expect(isNewer).toBe(compareVersions(parseVersion(libseccomp) ?? [], [2, 5, 6]) < 0);
  expect(await run(runc, killing('mseal'), 'mseal')).toBe(isNewer ? '0' : '159');
});

it('has a case for each rule', () => {
  const shown = [lintCases, cases, engineCases, spoCases].flatMap((one) => Object.keys(one));
  expect([...shown, 'flags-unsupported', 'name-newer'].sort()).toEqual(lintRuleIds);
});
