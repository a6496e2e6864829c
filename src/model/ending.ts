/**
 * How one observation ended:
 * - `exited`: the workload ended by itself, status 0 or not;
 * - `signalled`: a signal ended it that the recorder did not send;
 * - `stopped`: the recorder asked it to stop and it did;
 * - `killed`: the recorder had to send SIGKILL: what it does on an orderly end is missing;
 * - `detached`: it lives on, the recorder let go of it;
 * - `lost`: the tracer ended without its table;
 * - `unknown`: a trace made elsewhere that does not say.
 */
export const endings = ['exited', 'signalled', 'stopped', 'killed', 'detached', 'lost', 'unknown'] as const;

/** @see endings */
export type Ending = (typeof endings)[number];
