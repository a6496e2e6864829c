import { describeRemovals } from './describe-removals.ts';
import { nodeWorkloads } from './workloads/node.ts';

describeRemovals(nodeWorkloads);
