import { describeRemovals } from './describe-removals.ts';
import { nativeWorkloads } from './workloads/native.ts';

describeRemovals(nativeWorkloads);
