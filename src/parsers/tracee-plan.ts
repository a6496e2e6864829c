import type { CapturePlan } from '../scan/capture-plan.ts';

type Keys = CapturePlan['keys'];

function plan(
  keys: Readonly<Record<string, Keys extends ReadonlyMap<string, infer What> ? What : never>>,
): CapturePlan {
  return { keys: new Map(Object.entries(keys)) };
}

/**
 * What `eventOf` (tracee-extract.ts) reads of an event of either layout: all that the fast reader has to keep.
 * @param withProcess whether the comm is wanted
 */
export function traceePlan(withProcess: boolean): CapturePlan {
  const pod = plan({ name: 'value', uid: 'value' });
  const namespace = plan({ name: 'value' });
  return plan({
    // Flat, up to v0.12, and again from v0.15 on
    containerId: 'value',
    containerImage: 'value',
    containerName: 'value',
    podName: 'value',
    podNamespace: 'value',
    podUID: 'value',
    podSandbox: 'value',
    // Flat, from v0.13 on
    container: plan({ id: 'value', name: 'value', image: 'value', imageDigest: 'value' }),
    kubernetes: plan({ podName: 'value', podNamespace: 'value', podUID: 'value', podSandbox: 'value' }),
    // Flat, all versions
    eventId: 'apart',
    eventName: 'value',
    returnValue: 'errno',
    syscall: 'value',
    contextFlags: plan({ containerStarted: 'value', isCompat: 'value' }),
    args: { named: ['syscall', 'cap'] },
    ...(withProcess && { processName: 'value' }),
    // v1beta1
    id: 'value',
    name: 'value',
    workload: plan({
      process: plan({
        thread: plan({ syscall: 'value', compat: 'value', ...(withProcess && { name: 'value' }) }),
      }),
      container: plan({
        id: 'apart',
        name: 'value',
        image: plan({ id: 'value', name: 'value' }),
        started: 'value',
      }),
      k8s: plan({ pod, namespace }),
      pod,
    }),
    data: { named: ['syscall', 'cap', 'returnValue'] },
  });
}
