/** An event as Tracee 0.24 lays it out; which one, and with which keys left out, depends on the number alone. */
export function flatEvent(seed: number): Record<string, unknown> {
  const inContainer = seed % 3 !== 0;
  const names = ['openat', 'read', 'sys_enter', 'cap_capable', 'security_file_open'];
  const name = names[seed % names.length];
  return {
    timestamp: 1_680_119_087_787_203 + seed,
    threadStartTime: 1680119087787,
    processorId: seed % 8,
    processId: 95_599 + seed,
    hostProcessId: 95_599,
    userId: 1000,
    processName: seed % 7 === 0 ? 'we"ird\\\u0007 ü' : `proc${seed % 4}`,
    executable: { path: '/usr/bin/x' },
    hostName: 'host',
    containerId: inContainer ? `c${seed % 5}`.padEnd(64, '0') : '',
    container: inContainer ? { id: `c${seed % 5}`.padEnd(64, '0'), name: 'web', image: 'nginx:1' } : {},
    kubernetes: seed % 4 === 1 ? { podName: `web-${seed % 5}`, podNamespace: 'prod', podUID: 'u' } : {},
    eventId: String(seed),
    eventName: name,
    ...(seed % 2 === 0 && { matchedPolicies: [''] }),
    argsNum: 2,
    returnValue: [0, -2, 3, -4095, -4096, 140_000_000_000_000][seed % 6],
    syscall: name,
    stackAddresses: seed % 5 === 0 ? [0, 12] : null,
    contextFlags: { containerStarted: inContainer, isCompat: seed % 11 === 0 },
    threadEntityId: 3_255_111_111 + seed,
    args:
      name === 'sys_enter'
        ? [{ name: 'syscall', type: 'int', value: seed }]
        : name === 'cap_capable'
          ? [{ name: 'cap', type: 'int', value: seed % 40 }]
          : [
              { name: 'pathname', type: 'const char*', value: `/etc/"${seed}\\` },
              { name: 'returnValue', type: 'int', value: -5 },
              { name: 'flags', type: 'int', value: [1.5e3, { syscall: 1, deep: [[]] }, null, true] },
            ],
  };
}

/** The same in the v1beta1 layout. */
export function v1beta1Event(seed: number): Record<string, unknown> {
  const inContainer = seed % 3 !== 0;
  const names = ['openat', 'read', 'sys_enter', 'cap_capable'];
  const name = names[seed % names.length];
  return {
    timestamp: `2026-07-25T17:20:00.${seed}Z`,
    id: seed % 4 === 0 ? 7000 : 258 + (seed % 3),
    name,
    policies: { matched: seed % 2 === 0 ? [] : ['a'] },
    workload: {
      process: {
        ...(seed % 5 === 0 && { executable: { path: '/bin/x' } }),
        unique_id: seed,
        host_pid: seed,
        pid: 1,
        real_user: { id: 0 },
        thread: {
          start_time: '2026',
          name: 'node',
          unique_id: 1,
          host_tid: 2,
          tid: 3,
          ...(seed % 4 !== 0 && { syscall: name }),
          ...(seed % 7 === 0 && { compat: true }),
        },
        ...(seed % 6 === 0 && { ancestors: [{ unique_id: 1, host_pid: 2, pid: 3 }] }),
      },
      ...(inContainer && {
        container: {
          id: `c${seed % 4}`,
          name: 'web',
          image: { id: '', repo_digests: ['a@b'], name: 'nginx' },
          started: true,
        },
        ...(seed % 2 === 0 && {
          k8s: {
            pod: { name: 'web-1', uid: 'u', ...(seed % 4 === 0 && { labels: { name: 'x' } }) },
            namespace: { name: 'prod' },
          },
        }),
      }),
    },
    ...(seed % 8 !== 7 && {
      data: [
        ...(name === 'sys_enter' ? [{ name: 'syscall', int32: seed }] : [{ name: 'pathname', str: '/x' }]),
        { name: 'flags', value: null },
        ...(seed % 3 === 0 ? [] : [{ name: 'returnValue', int64: ['0', '-2', '33', '-5000'][seed % 4] }]),
      ],
    }),
  };
}
