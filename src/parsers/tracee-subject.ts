import type { Subject } from '../model/subject.ts';
import type { Selection, SubjectKey } from './parser.ts';
import { podWorkload } from './pod-workload.ts';
import { shortId, type TraceeContainer } from './tracee-containers.ts';

/** What `subjectSchema` allows. */
const nameLimit = 4096;
/** A shorter beginning of an id may be that of several. */
const idPrefix = 12;

/** Whom an event belongs to. */
export interface TraceeSubject {
  /** Undefined: the subject of the input that the event is from. */
  readonly subject: Subject | undefined;
  /** The container stands under its id, since the stream does not tell what `by` asks for. */
  readonly isUnnamed: boolean;
}

/**
 * Whom an event belongs to.
 * @param container the container it comes from; undefined for a process outside of any
 * @param process the comm
 */
export function subjectOf(container: TraceeContainer | undefined, process: string, by: SubjectKey): TraceeSubject {
  if (by === 'process' && process !== '') return named('process', process);
  if (container === undefined || by === 'process' || by === 'exe' || by === 'all')
    return { subject: undefined, isUnnamed: false };
  const name = nameBy(by, container);
  if (name !== '') return named(by, name);
  const other = nameBy('container', container);
  return other === '' ? { ...named('container', shortId(container.id)), isUnnamed: true } : named('container', other);
}

/** Whether an event matches all selections. */
export function isSelected(
  selections: readonly Selection[],
  container: TraceeContainer | undefined,
  process: string,
): boolean {
  return selections.every(({ key, value }) => matches(key, value, container, process));
}

/** The name that makes one subject, `''` where the stream does not tell it. */
function nameBy(by: Exclude<SubjectKey, 'process' | 'exe' | 'all'>, container: TraceeContainer): string {
  const { id, name, image, imageDigest, podName, podNamespace } = container;
  switch (by) {
    case 'image':
      return image || imageDigest;
    case 'pod':
      return joined(podNamespace, podName);
    case 'workload':
      return joined(podNamespace, podWorkload(podName));
    case 'container':
      return podName === '' ? name : `${joined(podNamespace, podName)}/${name || shortId(id)}`;
  }
}

function matches(
  key: Selection['key'],
  value: string,
  container: TraceeContainer | undefined,
  process: string,
): boolean {
  if (key === 'process') return process === value;
  if (container === undefined) return false;
  const { id, name, image, imageDigest, podName, podNamespace } = container;
  switch (key) {
    case 'container':
      return name === value;
    case 'exe':
      // Not told: parse-input.ts does not let it come here.
      return false;
    case 'id':
      return id === value || (value.length >= idPrefix && id.startsWith(value));
    case 'image':
      return image === value || imageDigest === value;
    case 'namespace':
      return podNamespace === value;
    case 'pod':
      return podName === value;
    case 'workload':
      return podName !== '' && podWorkload(podName) === value;
  }
}

function joined(namespace: string, name: string): string {
  return namespace === '' || name === '' ? name : `${namespace}/${name}`;
}

function named(kind: Subject['kind'], name: string): TraceeSubject {
  return { subject: { kind, name: name.slice(0, nameLimit) }, isUnnamed: false };
}
