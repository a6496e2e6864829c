import { describeWorkloads } from './describe-workloads.ts';
import { serverWorkloads } from './workloads/servers.ts';

describeWorkloads(serverWorkloads);
