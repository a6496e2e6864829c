import { describeRemovals } from './describe-removals.ts';
import { pythonWorkloads } from './workloads/python.ts';

describeRemovals(pythonWorkloads);
