import { describeRemovals } from './describe-removals.ts';
import { serverWorkloads } from './workloads/servers.ts';

describeRemovals(serverWorkloads);
