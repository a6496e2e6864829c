import type { CapturePlan } from '../scan/capture-plan.ts';

type Keys = CapturePlan['keys'];

function plan(
  keys: Readonly<Record<string, Keys extends ReadonlyMap<string, infer What> ? What : never>>,
): CapturePlan {
  return { keys: new Map(Object.entries(keys)) };
}

/**
 * What `whoOf` and `whatOf` (tracee-extract.ts) read of an event of either layout: all that the fast reader has to keep. What
 * the first reads is the source, what the second reads the content.
 * @param withProcess whether the comm is wanted
 */
export function traceePlan(withProcess: boolean): CapturePlan {
  const pod = plan({ name: 'source', uid: 'source' });
  const namespace = plan({ name: 'source' });
  return plan({
    // Flat, up to v0.12, and again from v0.15 on
    containerId: 'source',
    containerImage: 'source',
    containerName: 'source',
    podName: 'source',
    podNamespace: 'source',
    podUID: 'source',
    podSandbox: 'source',
    // Flat, from v0.13 on
    container: plan({ id: 'source', name: 'source', image: 'source', imageDigest: 'source' }),
    kubernetes: plan({ podName: 'source', podNamespace: 'source', podUID: 'source', podSandbox: 'source' }),
    // Flat, all versions
    eventId: 'content',
    eventName: 'content',
    returnValue: 'errno',
    syscall: 'content',
    contextFlags: plan({ containerStarted: 'both', isCompat: 'both' }),
    args: { named: ['syscall', 'cap'] },
    ...(withProcess && { processName: 'source' }),
    // v1beta1
    id: 'content',
    name: 'content',
    workload: plan({
      process: plan({
        thread: plan({ syscall: 'content', compat: 'content', ...(withProcess && { name: 'source' }) }),
      }),
      container: plan({
        id: 'source',
        name: 'source',
        image: plan({ id: 'source', name: 'source' }),
        started: 'source',
      }),
      k8s: plan({ pod, namespace }),
      pod,
    }),
    data: { named: ['syscall', 'cap', 'returnValue'] },
  });
}
