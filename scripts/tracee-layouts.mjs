// Lays an event out as a version of Tracee prints it: the keys and their order follow `trace.Event` of the types module that
// the release pinned (Go's encoding/json keeps the order of the fields), v1beta1 follows api/v1beta1/event_json.go of main.

/** @typedef {import('./tracee-events.mjs').TraceeEvent} TraceeEvent */
/**
 * The container and pod of an event, as Tracee knew them. `started`: the container's own program runs.
 * @typedef {{ id: string, name: string, image: string, digest: string, pod: string, namespace: string, uid: string,
 *   started: boolean }} Container
 * @typedef {{ container: Container | undefined, comm: string, path: string, first: number, compat?: boolean }} Setting
 *   `first`: the first thread's id on the host, which is 1 in the container
 */

/** The versions whose layout is known here, each the first or a well-known one with its keys. */
export const layouts = ['0.8.1', '0.12', '0.14', '0.20', '0.24', 'v1beta1'];

/** What every event says about the machine: nobody shall take it for Tracee's. */
export const fixtureHost = 'seccinch-fixture';

// The numbers of events that are no calls: 700 + iota of pkg/events/core.go at the version (container_create: 2000 + iota).
/** @type {Readonly<Record<string, Readonly<Record<string, number>>>>} */
const eventNumbers = {
  '0.8.1': { sys_enter: 704, sched_process_exec: 707, cap_capable: 711, security_file_open: 722 },
  0.12: { sys_enter: 710, sched_process_exec: 713, cap_capable: 717, security_file_open: 730 },
  0.14: { sys_enter: 710, sched_process_exec: 713, cap_capable: 717, security_file_open: 730 },
  '0.20': {
    sys_enter: 712,
    sched_process_exec: 715,
    cap_capable: 719,
    security_file_open: 732,
    container_create: 2018,
  },
  0.24: {
    sys_enter: 712,
    sched_process_exec: 715,
    cap_capable: 719,
    security_file_open: 732,
    security_socket_bind: 738,
    container_create: 2018,
  },
  v1beta1: {
    sys_enter: 1012,
    sched_process_exec: 1015,
    cap_capable: 1019,
    security_file_open: 1032,
    security_socket_bind: 1038,
    container_create: 2017,
  },
};

/** @type {Readonly<Record<string, readonly [c: string, go: string, v1beta1: string]>>} */
const typeNames = {
  a: ['const char*const*', '[]string', 'str_array'],
  i: ['int', 'int32', 'int32'],
  k: ['struct sockaddr*', 'SockAddr', 'sockaddr'],
  l: ['off_t', 'int64', 'int64'],
  n: ['unsigned int', 'uint32', 'u_int32'],
  p: ['void*', 'trace.Pointer', 'pointer'],
  s: ['const char*', 'string', 'str'],
  u: ['unsigned long', 'uint64', 'u_int64'],
};

/**
 * One line, without its newline.
 * @param {string} layout one of `layouts`
 * @param {TraceeEvent} event
 * @param {Setting} setting
 */
export function traceeLine(layout, event, setting) {
  return goJson(layout === 'v1beta1' ? v1beta1(event, setting) : flat(layout, event, setting));
}

/** @param {string} layout @param {TraceeEvent} event @param {Setting} setting */
function flat(layout, event, { container, comm, path, first, compat = false }) {
  const [, minor] = layout.split('.').map(Number);
  const since = (/** @type {number} */ version) => (minor ?? 0) >= version;
  const inside = (/** @type {number} */ id) => (container === undefined ? id : Math.max(id - first + 1, 0));
  const names = {
    containerImage: container?.image ?? '',
    containerName: container?.name ?? '',
    podName: container?.pod ?? '',
    podNamespace: container?.namespace ?? '',
    podUID: container?.uid ?? '',
  };
  const nested = {
    container: omitEmpty({
      id: container?.id,
      name: container?.name,
      image: container?.image,
      imageDigest: container?.digest,
    }),
    kubernetes: omitEmpty({ podName: names.podName, podNamespace: names.podNamespace, podUID: names.podUID }),
  };
  return {
    timestamp: event.nanoseconds,
    threadStartTime: event.nanoseconds - 1_000_377n,
    processorId: event.tid % 2,
    processId: inside(event.pid),
    cgroupId: container === undefined ? 1 : 10423,
    threadId: inside(event.tid),
    parentProcessId: inside(event.ppid),
    hostProcessId: event.pid,
    hostThreadId: event.tid,
    hostParentProcessId: event.ppid,
    userId: 0,
    mountNamespace: 4026532764,
    pidNamespace: 4026532767,
    processName: comm,
    ...(since(18) && { executable: { path } }),
    hostName: fixtureHost,
    ...((!since(13) || since(15)) && { containerId: container?.id ?? '' }),
    ...(since(13) ? nested : names),
    ...(since(11) && !since(13) && { podSandbox: false }),
    eventId: String(event.number ?? eventNumber(layout, event.name)),
    eventName: event.name,
    ...(since(11) && !since(13) && { matchedScopes: 1 }),
    ...(since(13) && { matchedPolicies: [''] }),
    argsNum: event.args.length,
    returnValue: event.value,
    ...(since(11) && { syscall: event.syscall }),
    stackAddresses: null,
    contextFlags: { containerStarted: container?.started ?? false, ...(since(11) && { isCompat: compat }) },
    ...(since(18) && {
      threadEntityId: 2_000_000_000 + event.tid,
      processEntityId: 2_000_000_000 + event.pid,
      parentEntityId: 2_000_000_000 + event.ppid,
    }),
    // Old versions print null where there are none.
    args:
      event.args.length === 0 && !since(11)
        ? null
        : event.args.map(({ name, type, value }) => ({ name, type: typeNames[type]?.[since(24) ? 1 : 0], value })),
  };
}

/** @param {TraceeEvent} event @param {Setting} setting */
function v1beta1(event, { container, comm, path, first, compat = false }) {
  const inside = (/** @type {number} */ id) => (container === undefined ? id : Math.max(id - first + 1, 0));
  const isSyscall = event.number !== undefined;
  const data = [
    ...event.args.map(({ name, type, value }) => ({ name, ...v1beta1Value(type, value) })),
    ...(isSyscall ? [{ name: 'returnValue', int64: String(event.value) }] : []),
  ];
  return {
    timestamp: rfc3339(event.nanoseconds),
    id: v1beta1Number(event),
    name: event.name,
    policies: { matched: ['record-all'] },
    workload: {
      process: {
        executable: { path },
        unique_id: 2_000_000_000 + event.pid,
        host_pid: event.pid,
        pid: inside(event.pid),
        real_user: { id: 0 },
        thread: {
          start_time: rfc3339(event.nanoseconds - 1_000_377n),
          name: comm,
          unique_id: 2_000_000_000 + event.tid,
          host_tid: event.tid,
          tid: inside(event.tid),
          ...(event.syscall !== '' && { syscall: event.syscall }),
          ...(compat && { compat }),
        },
        ancestors: [{ unique_id: 2_000_000_000 + event.ppid, host_pid: event.ppid, pid: inside(event.ppid) }],
      },
      ...(container !== undefined && {
        container: {
          id: container.id,
          name: container.name,
          image: { id: '', repo_digests: [container.digest], name: container.image },
          started: container.started,
        },
      }),
      ...(container !== undefined &&
        container.pod !== '' && {
          k8s: { pod: { name: container.pod, uid: container.uid }, namespace: { name: container.namespace } },
        }),
    },
    ...(data.length > 0 && { data }),
  };
}

/** @param {string} type @param {unknown} value */
function v1beta1Value(type, value) {
  if (value === null) return { value };
  const key = typeNames[type]?.[2] ?? '';
  if (type === 'a') return { [key]: { value } };
  return { [key]: typeof value === 'bigint' ? String(value) : value };
}

// The enumeration goes on without the gap between 334 and 424, after it with the 32-bit calls that Tracee numbers from 449.
/** @param {TraceeEvent} event */
function v1beta1Number({ name, number }) {
  if (number === undefined) return eventNumber('v1beta1', name);
  return number <= 334 ? number + 1 : number - 88;
}

/** @param {string} layout @param {string} name */
function eventNumber(layout, name) {
  const number = eventNumbers[layout]?.[name];
  if (number === undefined) throw new Error(`no number of ${name} in ${layout}`);
  return number;
}

/** @param {bigint} nanoseconds as Go's RFC3339Nano: no zeros at the end */
function rfc3339(nanoseconds) {
  const seconds = new Date(Number(nanoseconds / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  const fraction = String(nanoseconds % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}Z`;
}

/** @param {Record<string, string | undefined>} fields */
function omitEmpty(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
}

/**
 * JSON as Go's encoding/json writes it: integers in full, `<`, `>` and `&` escaped.
 * @param {unknown} value
 * @returns {string}
 */
export function goJson(value) {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, one]) => `${goJson(key)}:${goJson(one)}`)
      .join(',')}}`;
  return JSON.stringify(value).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}
