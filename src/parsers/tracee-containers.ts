import type { TraceeWho } from './tracee-event.ts';

/** What a stream tells of a container, all its events together; text that is not told is `''`. */
export interface TraceeContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly imageDigest: string;
  readonly podName: string;
  readonly podNamespace: string;
}

/** How much of an id is shown: as much as the runtimes show. */
const shownId = 12;

/**
 * The containers of a stream by id. The first events of a container come before Tracee has found its image and pod, and
 * take what later ones tell. Where events do not agree the lowest wins, so that their order does not matter.
 */
export function containersOf(whos: Iterable<TraceeWho>): ReadonlyMap<string, TraceeContainer> {
  const containers = new Map<string, TraceeContainer>();
  for (const who of whos) {
    const id = who.containerId;
    if (id === '') continue;
    const known = containers.get(id);
    containers.set(id, {
      id,
      name: lower(known?.name, who.containerName),
      image: lower(known?.image, who.image),
      imageDigest: lower(known?.imageDigest, who.imageDigest),
      podName: lower(known?.podName, who.podName),
      podNamespace: lower(known?.podNamespace, who.podNamespace),
    });
  }
  return containers;
}

/** The beginning of a container's id, as the runtimes show it. */
export function shortId(id: string): string {
  return id.slice(0, shownId);
}

function lower(known: string | undefined, told: string): string {
  if (known === undefined || known === '') return told;
  return told !== '' && told < known ? told : known;
}
