import { describe, expect, it } from 'vitest';
import { podWorkload } from '../../src/parsers/pod-workload.ts';

describe('the workload of a pod', () => {
  it.each([
    ['web-7d4b9c8f6d-x7k2p', 'web', 'a Deployment'],
    ['my-web-api-5f9d7c4b-2nl8q', 'my-web-api', 'a Deployment'],
    ['kube-proxy-x7k2p', 'kube-proxy', 'a DaemonSet'],
    ['node-exporter-b5zzt', 'node-exporter', 'a DaemonSet'],
    ['postgres-0', 'postgres', 'a StatefulSet'],
    ['postgres-12', 'postgres', 'a StatefulSet'],
    ['backup-28012345-x7k2p', 'backup', 'a CronJob'],
    ['backup-1700000000-x7k2p', 'backup', 'a CronJob before v1.21'],
    ['render-3-x7k2p', 'render', 'an Indexed Job'],
    ['migrate-x7k2p', 'migrate', 'a Job'],
    ['etcd-control-plane', 'etcd-control-plane', 'a pod that stands alone'],
    ['web', 'web', 'a pod that stands alone'],
    ['web-aeiou', 'web-aeiou', 'no vowels in generated names'],
    ['-x7k2p', '-x7k2p', 'no name before it'],
    ['', '', 'no pod'],
    [`${'a'.repeat(300)}-x7k2p`, `${'a'.repeat(300)}-x7k2p`, 'no name of Kubernetes'],
  ])('%s is %s: %s', (pod, workload) => {
    expect(podWorkload(pod)).toBe(workload);
  });
});
