import { describeWorkloads } from './describe-workloads.ts';
import { nativeWorkloads } from './workloads/native.ts';

describeWorkloads(nativeWorkloads);
