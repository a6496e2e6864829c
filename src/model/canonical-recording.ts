import { abis } from './abi.ts';
import { byCodeUnit } from './code-unit-order.ts';
import { endings } from './ending.ts';
import type { Gap, ObservedSyscall, Origin, Recording, RefusalSource, Unseen } from './recording.ts';
import { recordingVersion } from './recording-version.ts';
import type { Subject } from './subject.ts';

/**
 * Everything the recordings hold, as one recording in canonical form: every list sorted by its key, every key once,
 * counts added up and kept at `Number.MAX_SAFE_INTEGER`. Optional fields that say nothing are left out. Commutative,
 * associative, and the keys of a recording given twice are those of the recording.
 * @param subject whom the result is about; the subjects of the parts are not looked at
 */
export function combineRecordings(parts: readonly Recording[], subject: Subject): Recording {
  let runs = 0;
  const origins = new Map<string, Origin>();
  const ends = new Map<string, number>();
  const gaps = new Map<string, Gap>();
  const calls = new Map<string, Map<string, Tally>>();
  const capabilities = new Map<string, number>();
  for (const part of parts) {
    runs = sum(runs, part.runs);
    for (const origin of part.origins) origins.set(originKey(origin), origin);
    for (const { how, times } of part.endings) add(ends, how, times);
    for (const gap of part.gaps) {
      const key = `${gap.kind}\0${gap.what === undefined ? '' : `=${gap.what}`}`;
      gaps.set(key, { ...gap, times: sum(gaps.get(key)?.times ?? 0, gap.times) });
    }
    for (const { abi, syscalls } of part.abis) {
      const tallies = calls.get(abi) ?? new Map<string, Tally>();
      calls.set(abi, tallies);
      for (const syscall of syscalls) tally(tallies, syscall);
    }
    for (const { name, times } of part.capabilities) add(capabilities, name, times);
  }
  return {
    format: 'seccinch-recording',
    version: recordingVersion,
    subject: { kind: subject.kind, name: subject.name },
    runs,
    origins: byKey(origins).map(([, origin]) => ({
      format: origin.format,
      ...(origin.tool !== undefined && { tool: origin.tool }),
      ...(origin.kernel !== undefined && { kernel: origin.kernel }),
      ...(unseenOf(origin).length > 0 && { unseen: unseenOf(origin) }),
    })),
    endings: endings.flatMap((how) => {
      const times = ends.get(how);
      return times === undefined ? [] : [{ how, times }];
    }),
    gaps: byKey(gaps).map(([, { kind, what, times }]) => ({ kind, ...(what !== undefined && { what }), times })),
    abis: abis.flatMap((abi) => {
      const syscalls = byKey(calls.get(abi) ?? new Map<string, Tally>()).map(([name, found]) => observed(name, found));
      return syscalls.length === 0 ? [] : [{ abi, syscalls }];
    }),
    capabilities: byKey(capabilities).map(([name, times]) => ({ name, times })),
  };
}

/** The recording in canonical form, with the same facts. */
export function canonicalRecording(recording: Recording): Recording {
  return combineRecordings([recording], recording.subject);
}

interface Tally {
  calls: number;
  failed: number;
  unreturned: number;
  entered: number;
  readonly errnos: Map<string, number>;
  readonly inside: Map<string, number>;
  readonly refused: Map<RefusalSource, number>;
}

function emptyTally(): Tally {
  return { calls: 0, failed: 0, unreturned: 0, entered: 0, errnos: new Map(), inside: new Map(), refused: new Map() };
}

function tally(tallies: Map<string, Tally>, syscall: ObservedSyscall): void {
  const found = tallies.get(syscall.name) ?? emptyTally();
  tallies.set(syscall.name, found);
  found.calls = sum(found.calls, syscall.calls);
  found.failed = sum(found.failed, syscall.failed ?? 0);
  found.unreturned = sum(found.unreturned, syscall.unreturned ?? 0);
  found.entered = sum(found.entered, syscall.entered ?? 0);
  for (const { errno, times } of syscall.errnos ?? []) add(found.errnos, errno, times);
  for (const { event, times } of syscall.inside ?? []) add(found.inside, event, times);
  for (const { by, times } of syscall.refused ?? []) add(found.refused, by, times);
}

function observed(name: string, found: Tally): ObservedSyscall {
  const { calls, failed, unreturned, entered, errnos, inside, refused } = found;
  return {
    name,
    calls,
    ...(failed > 0 && { failed }),
    ...(errnos.size > 0 && { errnos: byKey(errnos).map(([errno, times]) => ({ errno, times })) }),
    ...(unreturned > 0 && { unreturned }),
    ...(entered > 0 && { entered }),
    ...(inside.size > 0 && { inside: byKey(inside).map(([event, times]) => ({ event, times })) }),
    ...(refused.size > 0 && { refused: byKey(refused).map(([by, times]) => ({ by, times })) }),
  };
}

/** Tells origins apart: the same text for the same facts, in whatever order `unseen` has them. */
export function originKey(origin: Origin): string {
  const { format, tool, kernel } = origin;
  const unseen = unseenOf(origin);
  const told = [format, tool, kernel].map((part) => (part === undefined ? '' : `=${part}`));
  return [...told, ...(unseen.length === 0 ? [] : [unseen.join(' ')])].join('\0');
}

function unseenOf({ unseen }: Origin): Unseen[] {
  return [...new Set(unseen)].sort(byCodeUnit);
}

function add<K>(counts: Map<K, number>, key: K, times: number): void {
  counts.set(key, sum(counts.get(key) ?? 0, times));
}

function sum(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER);
}

function byKey<K extends string, T>(map: ReadonlyMap<K, T>): [K, T][] {
  return [...map].sort(([a], [b]) => byCodeUnit(a, b));
}
