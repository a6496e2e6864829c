/** How a server is used: started, waited for, exercised by a client on the host, and stopped with SIGTERM. */
export interface Service {
  /** A TCP port of 127.0.0.1 that answers when the server is ready. No two workloads share one. */
  readonly port: number;
  /** A shell command run on the host. */
  readonly exercise: string;
  /** What it prints. */
  readonly answers: string;
}

/**
 * A real program, run three ways: recorded by seccinch, in a container under its profile with no_new_privs, and in
 * one without. In `argv`, `files` and `compile`, `{dir}` stands for the workload's own folder, which is also where it
 * runs; the folder is filled anew for every run.
 */
export interface Workload {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  /** Name in the folder → content. */
  readonly files?: Readonly<Record<string, string>>;
  /** Commands run once on the host, in the folder, to build what the workload runs. */
  readonly compile?: readonly (readonly [string, ...string[]])[];
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly stdin?: string;
  readonly service?: Service;
  /** More options for `seccinch record`. */
  readonly record?: readonly string[];
  /** The exit status, recorded and confined alike. */
  readonly status: number;
  /** What its output has to be or match, so that a workload which fails alike everywhere does not pass. */
  readonly prints: string | RegExp;
  /** Calls that are answered with ENOSYS inside and outside: no kernel has them. */
  readonly unknownToKernel?: readonly string[];
  /** Programs that have to be there, each in `scripts/test-packages.txt`. */
  readonly needs: readonly string[];
  /** Whether it enters the kernel by int 0x80, which not every kernel takes. */
  readonly makesI386Calls?: boolean;
}
