import type { Workload } from '../workload.ts';
import { nativeWorkloads } from './native.ts';
import { nodeWorkloads } from './node.ts';
import { pythonWorkloads } from './python.ts';
import { serverWorkloads } from './servers.ts';
import { shellWorkloads } from './shell.ts';

/** All workloads. */
export const allWorkloads: readonly Workload[] = [
  ...nativeWorkloads,
  ...nodeWorkloads,
  ...pythonWorkloads,
  ...serverWorkloads,
  ...shellWorkloads,
];
