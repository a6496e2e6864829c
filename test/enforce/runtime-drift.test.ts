import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { goMargin } from '../../scripts/runtime-families.mjs';
import { compare, type Drift, driftLines, inBoth } from '../../scripts/runtime-measurement/compare.mjs';
import { type Measured, measure, quick } from '../../scripts/runtime-measurement/measure.mjs';
import { runtimeUnderTest } from '../../scripts/runtime-measurement/runtime-under-test.mjs';
import { canonicalSyscall } from '../../src/kernel/strace-names.ts';
import type { RuntimeBaseEntry } from '../../src/model/runtime-base.ts';
import { type RuntimeMeasurement, runtimeMeasurementSchema } from '../../src/model/runtime-measurement.ts';
import { entriesFor } from '../../src/policy/runtime-selector.ts';
import { shippedBases } from '../policy/shipped-bases.ts';
import { requireMachine } from './machine.ts';

const minutes = 60_000;

/** The runtime of this machine, measured in the quick way. */
function measureHere(name: string): Promise<Measured> {
  const runtime = runtimeUnderTest(name);
  if (runtime === undefined) throw new Error(`${name} prints no version`);
  return measure({
    command: runtime.command,
    margin: marginOf(name),
    effort: quick,
    timeoutMs: 20_000,
    nameOf: (straceName) => canonicalSyscall('x86_64', straceName) ?? straceName,
    signal: new AbortController().signal,
    tell: () => {},
  });
}

function marginOf(name: string): readonly string[] {
  return runtimeUnderTest(name)?.isGo ? goMargin.syscalls : [];
}

function shippedFor(name: string, version: string): RuntimeMeasurement | undefined {
  const folder = fileURLToPath(new URL('../../profiles/runtimes/', import.meta.url));
  const file = `${name}-${version}.json`;
  if (!readdirSync(folder).includes(file)) return undefined;
  return runtimeMeasurementSchema.parse(JSON.parse(readFileSync(`${folder}${file}`, 'utf8')));
}

beforeAll(() => requireMachine(['crun', 'unshare']));

describe.each(['runc', 'crun'])('%s', (name) => {
  const version = () => runtimeUnderTest(name)?.version ?? '';
  const entries = (): readonly RuntimeBaseEntry[] =>
    shippedBases.filter((base) => base.runtime === name).flatMap((base) => entriesFor(base, version()));
  const differences = (found: Measured, of = entries()): readonly Drift[] =>
    compare(found, of, shippedFor(name, version()), marginOf(name));
  let measured: Measured;

  beforeAll(async () => {
    measured = await measureHere(name);
  }, 5 * minutes);

  it(
    'calls and needs what is shipped',
    async () => {
      let drifts = differences(measured);
      // Once may be chance; what is so twice is not.
      if (drifts.length > 0) drifts = inBoth(drifts, differences(await measureHere(name)));
      expect(driftLines(drifts)).toEqual([]);
    },
    5 * minutes,
  );

  it('would be told, by name, when it came to need a call more', () => {
    const poorer = entries().map((entry) => ({
      ...entry,
      start: without(entry.start, 'execve'),
      exec: without(entry.exec, 'execve'),
    }));
    const drifts = differences(measured, poorer);
    expect(drifts).toHaveLength(measured.deprived.length * 2 + measured.observed.length);
    expect(drifts.every(({ syscalls }) => syscalls.join() === 'execve')).toBe(true);
    const words = (flag: boolean) => [
      `needed now and not allowed, profiles break, no_new_privs ${flag}:`,
      '  execve (start exec; uid 0 1000; ENOSYS kill)',
    ];
    const unlisted = (flag: boolean) => [
      `called now and not listed, no_new_privs ${flag}:`,
      '  execve (start exec; uid 0 1000)',
    ];
    expect(driftLines(drifts)).toEqual([...words(true), ...words(false), ...unlisted(true), ...unlisted(false)]);
  });

  it('would be told, by name, when it needed a call no longer', () => {
    const richer = measured.deprived.map((one) => ({
      ...one,
      start: { required: ['acct', ...one.start.required], sometimes: [] },
    }));
    expect(compare(measured, entries(), { deprived: richer }, marginOf(name))).toEqual(
      measured.deprived.map(({ noNewPrivileges, uid, answer }) => ({
        kind: 'not-needed',
        noNewPrivileges,
        uid,
        answer,
        phase: 'start',
        syscalls: ['acct'],
      })),
    );
  });

  it('leaves no container, process or file behind', () => {
    expect(readdirSync(tmpdir()).filter((file) => file.startsWith(`seccinch-measure-${process.pid}-`))).toEqual([]);
    const commands = readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .map((pid) => readIfThere(`/proc/${pid}/cmdline`))
      .filter((command) => command.includes(`seccinch-measure-${process.pid}-`));
    expect(commands).toEqual([]);
  });
});

function without(calls: RuntimeBaseEntry['start'], name: string): RuntimeBaseEntry['start'] {
  const drop = (names: readonly string[]) => names.filter((one) => one !== name);
  return { required: drop(calls.required), margin: drop(calls.margin), observed: drop(calls.observed) };
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
