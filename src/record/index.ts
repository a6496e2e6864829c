import type { Recorder } from './recorder.ts';
import { strace } from './strace.ts';

/** The recorders, by the value of `--recorder`. The first is the default. */
export const recorders = { strace } as const satisfies Readonly<Record<string, Recorder>>;

/** A value of `--recorder`. */
export type RecorderId = keyof typeof recorders;
