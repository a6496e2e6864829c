import type { Emitter } from './emitter.ts';
import { kubernetes } from './kubernetes.ts';
import { seccomp } from './seccomp.ts';

/** Every output format, by the value of `--emit`. */
export const emitters = {
  kubernetes,
  seccomp,
} as const satisfies Readonly<Record<string, Emitter>>;

/** A key of `emitters`. */
export type EmitterId = keyof typeof emitters;
