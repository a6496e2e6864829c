import { describeWorkloads } from './describe-workloads.ts';
import { nodeWorkloads } from './workloads/node.ts';

describeWorkloads(nodeWorkloads);
