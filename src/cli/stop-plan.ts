import { fail, ok, type Result } from '../model/problem.ts';
import { parseDuration } from '../record/duration.ts';
import type { StopPlan } from '../record/recorder.ts';
import { parseSignal } from '../record/signal.ts';

/** The options of `record` that say when and how to stop the workload. */
export interface StopFlags {
  readonly for?: string;
  readonly ready?: string;
  readonly exercise?: string;
  readonly stopSignal: string;
  readonly grace: string;
}

/** Reads the stopping options. Gives `duration-invalid`, `signal-invalid` or `port-invalid`. */
export function parseStopPlan(flags: StopFlags): Result<StopPlan> {
  const signal = parseSignal(flags.stopSignal);
  if (!signal.ok) return signal;
  const grace = parseDuration(flags.grace);
  if (!grace.ok) return grace;
  const duration = flags.for === undefined ? undefined : parseDuration(flags.for);
  if (duration !== undefined && !duration.ok) return duration;
  const ready = flags.ready === undefined ? undefined : parseReady(flags.ready);
  if (ready !== undefined && !ready.ok) return ready;
  return ok({
    signal: signal.value,
    graceMs: grace.value,
    ...(duration === undefined ? {} : { forMs: duration.value }),
    ...(ready === undefined ? {} : { ready: ready.value }),
    ...(flags.exercise === undefined ? {} : { exercise: flags.exercise }),
  });
}

function parseReady(text: string): Result<NonNullable<StopPlan['ready']>> {
  if (!text.startsWith('tcp:')) return ok({ kind: 'command', command: text });
  const port = /^[0-9]{1,5}$/.test(text.slice(4)) ? Number(text.slice(4)) : 0;
  return port >= 1 && port <= 65535 ? ok({ kind: 'tcp', port }) : fail({ kind: 'port-invalid', what: text });
}
