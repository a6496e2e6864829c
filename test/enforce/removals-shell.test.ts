import { describeRemovals } from './describe-removals.ts';
import { shellWorkloads } from './workloads/shell.ts';

describeRemovals(shellWorkloads);
