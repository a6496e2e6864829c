import { constants } from 'node:os';
import { fail, ok, type Result } from '../model/problem.ts';

const numbers: ReadonlyMap<string, number> = new Map(Object.entries(constants.signals));
const standard = new Map<number, NodeJS.Signals>();
for (const [name, number] of numbers) {
  // Aliases (SIGIOT, SIGPOLL) share a number with the usual name; the first one listed wins.
  if (!standard.has(number)) standard.set(number, name as NodeJS.Signals);
}

/**
 * Reads a signal as kill(1) takes it: `TERM`, `SIGTERM`, `term` or `15`. Anything this kernel ABI does not name is
 * `signal-invalid`. SIGKILL is one: it works, but the recording then ends as `killed` and lacks an orderly end.
 */
export function parseSignal(text: string): Result<NodeJS.Signals> {
  const upper = text.toUpperCase();
  const name = /^\d{1,2}$/.test(text) ? standard.get(Number(text)) : upper.startsWith('SIG') ? upper : `SIG${upper}`;
  return name !== undefined && numbers.has(name)
    ? ok(name as NodeJS.Signals)
    : fail({ kind: 'signal-invalid', what: text });
}
