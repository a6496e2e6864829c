import type { ProcessStatus } from './process-status.ts';
import { sleep } from './sleep.ts';
import { sendSignal } from './tracees.ts';

/** What to stop, and how. */
export interface StopRequest {
  /** The processes of the workload that are there now. */
  readonly find: () => readonly ProcessStatus[];
  /** The process group to stop first; `undefined` when it is not known. */
  readonly group: () => number | undefined;
  readonly signal: NodeJS.Signals;
  /**
   * A process to ask before the others, as a container runtime asks only the first: what a parent does to end its children
   * and wait for them belongs into the recording. The others are asked when it has gone, or has not within half a second.
   */
  readonly first?: number;
  /** A process group that has got the signal already, from the terminal. */
  readonly served?: number;
  /** From the first signal to SIGKILL, milliseconds. */
  readonly graceMs: number;
  /** Fires when nothing is left to stop. */
  readonly over: AbortSignal;
  /** Called before the first SIGKILL, with the number of processes. */
  readonly killing: (traced: number) => void;
}

/** What came of it. */
export interface StopOutcome {
  /** Whether any process got the signal; if none was there, the workload had ended by itself. */
  readonly asked: boolean;
  /** The names of those that had to be killed: raw, each once, sorted. */
  readonly killed: readonly string[];
}

const lookMs = 100;
const firstLookMs = 50;
/** How long the first process has for itself, and the rest to end by itself after its group has gone, milliseconds. */
const followMs = 500;
/** How long SIGKILL is repeated: a process in an uninterruptible wait takes its time. Milliseconds. */
const killMs = 5000;

/**
 * Stops a workload: the signal goes to the first process, where one is named, then to the others of its process group, or to all of them when none is left in that group
 * (a daemon leaves it); after the grace time SIGKILL to all that are left. Resolves when none is left or killing is in vain.
 *
 * The processes are signalled one by one: the group may be that of this process and its parent, too.
 */
export async function stopProcesses(request: StopRequest): Promise<StopOutcome> {
  const { find, signal, over } = request;
  if (signal === 'SIGKILL') {
    const killed = await killAll(request);
    return { asked: killed.length > 0, killed };
  }
  const signalled = new Set<number>();
  let asked = false;

  const send = (targets: readonly ProcessStatus[]): boolean => {
    const fresh = targets.filter(({ pid }) => !signalled.has(pid));
    for (const target of fresh) {
      signalled.add(target.pid);
      if (target.group === request.served || sendSignal(target.pid, signal)) asked = true;
    }
    return fresh.length > 0;
  };

  if (request.first !== undefined && send(find().filter(({ pid }) => pid === request.first))) {
    for (let waited = 0; waited < followMs; waited += firstLookMs) {
      if (!(await sleep(firstLookMs, over))) return { asked, killed: [] };
      if (!find().some(({ pid }) => pid === request.first)) break;
    }
  }
  // A process may fork between the look and the signal. Later children are left alone: they may be part of an orderly end.
  for (let round = 0; round < 4 && send(members(find(), request.group())); round++);

  if (signalled.size === 0) return { asked, killed: [] };

  let alone = 0;
  for (let waited = 0; waited < request.graceMs; waited += lookMs) {
    if (!(await sleep(Math.min(lookMs, request.graceMs - waited), over))) return { asked, killed: [] };
    const there = find();
    if (there.length === 0) break;
    alone = there.some(({ pid }) => signalled.has(pid)) ? 0 : alone + lookMs;
    if (alone >= followMs) send(there);
  }
  return { asked, killed: await killAll(request) };
}

function members(all: readonly ProcessStatus[], group: number | undefined): readonly ProcessStatus[] {
  const inGroup = all.filter((process) => process.group === group);
  return inGroup.length > 0 ? inGroup : all;
}

async function killAll({ find, over, killing }: StopRequest): Promise<string[]> {
  const names = new Set<string>();
  let told = false;
  for (let waited = 0; waited < killMs && !over.aborted; waited += lookMs) {
    const left = find();
    if (left.length === 0) break;
    if (!told) killing(left.length);
    told = true;
    for (const process of left) if (sendSignal(process.pid, 'SIGKILL')) names.add(process.name);
    await sleep(lookMs, over);
  }
  return [...names].sort();
}

/** Kills all at once without waiting, for leaving in a hurry. Looks again as long as new ones turn up, within reason. */
export function killNow(find: () => readonly ProcessStatus[]): void {
  for (let round = 0; round < 100; round++) {
    const left = find();
    if (left.length === 0) return;
    for (const process of left) sendSignal(process.pid, 'SIGKILL');
  }
}
