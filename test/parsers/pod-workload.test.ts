import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { podWorkload } from '../../src/parsers/pod-workload.ts';

/** The name that the API server makes of a base, as k8s.io/apiserver/pkg/storage/names/generate.go does. */
function generated(base: string, random: string): string {
  return base.slice(0, 58) + random;
}

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

  it.each([
    [`payments-${'x'.repeat(41)}`, '7d9c8bd5f', 'a dash that is cut'],
    [`payments-${'x'.repeat(46)}`, '7d9c8bd5f', 'a hash that is cut'],
    [`backup-${'x'.repeat(45)}`, '28391234', 'a minute that is cut'],
  ])('is %s in spite of %s: %s', (name, hash) => {
    expect(podWorkload(generated(`${name}-${hash}-`, 'x7k2p'))).toBe(name);
  });

  it('of a name that is cut itself is the same for all replicas', () => {
    const long = `node-problem-detector-${'of-the-platform-team-'.repeat(3)}`;
    expect(podWorkload(generated(`${long}-`, 'x7k2p'))).toBe(long.slice(0, 58));
    const word = (min: number, max: number) =>
      fc.string({ unit: fc.constantFrom(...'bcdfghjklmnpqrstvwxz2456789'), minLength: min, maxLength: max });
    const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,70}[a-z0-9])$/);
    fc.assert(
      fc.property(name, word(8, 10), word(8, 10), word(5, 5), word(5, 5), (deployment, a, b, first, second) => {
        const [one, other] = [generated(`${deployment}-${a}-`, first), generated(`${deployment}-${b}-`, second)];
        expect(podWorkload(other)).toBe(podWorkload(one));
        expect(deployment.startsWith(podWorkload(one))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
