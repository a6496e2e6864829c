import { describeWorkloads } from './describe-workloads.ts';
import { shellWorkloads } from './workloads/shell.ts';

describeWorkloads(shellWorkloads);
