import { v1beta1EventId } from '../kernel/tracee-events.ts';
import type { TraceeEvent, TraceeOutcome, TraceeWhat, TraceeWho } from './tracee-event.ts';

/** Where a value of an argument stands: `value` in the flat layout, under its type in v1beta1. */
const valueKeys = ['value', 'int32', 'u_int32', 'int64', 'u_int64', 'str'];
const decimal = /^-?(?:0|[1-9][0-9]{0,15})$/;
/** The highest errno a call returns (MAX_ERRNO of include/linux/err.h). */
const maxErrno = 4095;

/**
 * What an event says, its layout taken away. Reads own properties only, and takes a value of the wrong type for one that
 * is not there. These paths and no others, so an object that holds just them gives the same:
 * - flat: `eventName`, `eventId`, `syscall`, `returnValue`, `processName`, `containerId`, `containerName`,
 *   `containerImage`, `podName`, `podNamespace`, `container.{id,name,image,imageDigest}`,
 *   `kubernetes.{podName,podNamespace}`, `contextFlags.{containerStarted,isCompat}`, and of `args` the elements named
 *   `syscall` and `cap`;
 * - v1beta1: `name`, `id`, `returnValue`, `workload.process.thread.{name,syscall,compat}`,
 *   `workload.container.{id,name,started}`, `workload.container.image.{id,name}`, `workload.k8s.{pod,namespace}.name`,
 *   `workload.pod.name`, and of `data` the elements named `syscall`, `cap` and `returnValue`.
 * @param value an object out of JSON, without envelopes
 * @param withProcess whether the comm is wanted: events that differ in it alone are otherwise the same
 * @returns undefined for what is no event of Tracee
 */
export function eventOf(value: object, withProcess: boolean): TraceeEvent | undefined {
  const what = whatOf(value);
  if (what === undefined) return undefined;
  const who = whoOf(value, what.layout, withProcess);
  // Key by key: to spread both takes as long as all else that is done with an event.
  return {
    layout: what.layout,
    name: what.name,
    id: what.id,
    syscall: what.syscall,
    compat: what.compat,
    errno: what.errno,
    syscallArgument: what.syscallArgument,
    capArgument: what.capArgument,
    started: who.started,
    containerId: who.containerId,
    containerName: who.containerName,
    image: who.image,
    imageDigest: who.imageDigest,
    podName: who.podName,
    podNamespace: who.podNamespace,
    process: who.process,
  };
}

/** What `eventOf` says of what happened, and how it came out. */
export function whatOf(value: object): (TraceeWhat & TraceeOutcome) | undefined {
  const eventName = textAt(value, 'eventName');
  if (eventName !== '') return flatWhat(value, eventName);
  const name = textAt(value, 'name');
  if (name === '') return undefined;
  const id = wholeNumber(own(value, 'id'));
  // Other programs write a `name` and an `id` too.
  if (objectAt(value, 'workload') === undefined && (id === undefined || v1beta1EventId(name) !== id)) return undefined;
  return v1beta1What(value, name, id);
}

/** What `eventOf` says of where an event of a layout comes from. */
export function whoOf(value: object, layout: TraceeWhat['layout'], withProcess: boolean): TraceeWho {
  return layout === 'flat' ? flatWho(value, withProcess) : v1beta1Who(value, withProcess);
}

function flatWhat(value: object, name: string): TraceeWhat & TraceeOutcome {
  const args = own(value, 'args');
  return {
    layout: 'flat',
    name,
    id: wholeNumber(own(value, 'eventId')),
    syscall: textAt(value, 'syscall'),
    compat: own(objectAt(value, 'contextFlags'), 'isCompat') === true,
    errno: errnoOf(own(value, 'returnValue')),
    syscallArgument: nameOrNumber(argument(args, 'syscall')),
    capArgument: nameOrNumber(argument(args, 'cap')),
  };
}

function flatWho(value: object, withProcess: boolean): TraceeWho {
  const container = objectAt(value, 'container');
  const kubernetes = objectAt(value, 'kubernetes');
  return {
    started: booleanOf(own(objectAt(value, 'contextFlags'), 'containerStarted')),
    containerId: textAt(container, 'id') || textAt(value, 'containerId'),
    containerName: textAt(container, 'name') || textAt(value, 'containerName'),
    image: textAt(container, 'image') || textAt(value, 'containerImage'),
    imageDigest: textAt(container, 'imageDigest'),
    podName: textAt(kubernetes, 'podName') || textAt(value, 'podName'),
    podNamespace: textAt(kubernetes, 'podNamespace') || textAt(value, 'podNamespace'),
    process: withProcess ? textAt(value, 'processName') : '',
  };
}

function v1beta1What(value: object, name: string, id: number | undefined): TraceeWhat & TraceeOutcome {
  const thread = threadOf(value);
  const data = own(value, 'data');
  return {
    layout: 'v1beta1',
    name,
    id,
    syscall: textAt(thread, 'syscall'),
    compat: own(thread, 'compat') === true,
    errno: errnoOf(argument(data, 'returnValue')) ?? errnoOf(own(value, 'returnValue')),
    syscallArgument: nameOrNumber(argument(data, 'syscall')),
    capArgument: nameOrNumber(argument(data, 'cap')),
  };
}

function v1beta1Who(value: object, withProcess: boolean): TraceeWho {
  const workload = objectAt(value, 'workload');
  const container = objectAt(workload, 'container');
  const image = objectAt(container, 'image');
  const k8s = objectAt(workload, 'k8s');
  return {
    started: booleanOf(own(container, 'started')),
    containerId: textAt(container, 'id'),
    containerName: textAt(container, 'name'),
    image: textAt(image, 'name'),
    imageDigest: textAt(image, 'id'),
    podName: textAt(objectAt(k8s, 'pod'), 'name') || textAt(objectAt(workload, 'pod'), 'name'),
    podNamespace: textAt(objectAt(k8s, 'namespace'), 'name'),
    process: withProcess ? textAt(threadOf(value), 'name') : '',
  };
}

function threadOf(value: object): object | undefined {
  return objectAt(objectAt(objectAt(value, 'workload'), 'process'), 'thread');
}

/** The value of the first argument of a name. */
function argument(list: unknown, name: string): unknown {
  if (!Array.isArray(list)) return undefined;
  for (const element of list) {
    if (own(element, 'name') !== name) continue;
    const key = valueKeys.find((candidate) => own(element, candidate) !== undefined);
    return key === undefined ? undefined : own(element, key);
  }
  return undefined;
}

function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

function objectAt(value: unknown, key: string): object | undefined {
  const found = own(value, key);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : undefined;
}

function textAt(value: unknown, key: string): string {
  const found = own(value, key);
  return typeof found === 'string' ? found : '';
}

function booleanOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** A whole number, written as one or as a string: Tracee writes 64-bit ones and `eventId` as strings. */
function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && decimal.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

function nameOrNumber(value: unknown): number | string | undefined {
  return wholeNumber(value) ?? (typeof value === 'string' && value !== '' ? value : undefined);
}

/** The errno of a returned value. It may be too large to be exact, or infinite then, which matters to no errno. */
function errnoOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?[0-9]+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || (!Number.isInteger(number) && Number.isFinite(number))) return undefined;
  return number < 0 && number >= -maxErrno ? -number : 0;
}
