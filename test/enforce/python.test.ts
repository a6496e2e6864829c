import { describeWorkloads } from './describe-workloads.ts';
import { pythonWorkloads } from './workloads/python.ts';

describeWorkloads(pythonWorkloads);
