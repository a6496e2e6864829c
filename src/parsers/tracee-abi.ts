import { architectures } from '../kernel/architectures.ts';
import { isOwnCall, syscallEventId, syscallEventName, type TraceeHost, traceeHosts } from '../kernel/tracee-events.ts';
import type { Abi } from '../model/abi.ts';
import type { TraceeWhat, TraceeWho } from './tracee-event.ts';
import type { JoinedRows } from './tracee-joined-rows.ts';
import { natureOf } from './tracee-nature.ts';

/** What a stream tells of the machines it was recorded on. */
export interface Hosts {
  /** The machines that show, sorted; two in the joined logs of a mixed cluster. */
  readonly found: readonly TraceeHost[];
  /**
   * The machine of an event, given by its places in the table, and the input it is from: what its container shows, else
   * all of the inputs that hold the container if they show only one, else what the user named. Where one container (or the host's own processes)
   * shows both, what the event itself shows goes first.
   * @returns undefined where nothing tells: never a guess
   */
  of(who: number, what: number, input: number): TraceeHost | undefined;
}

/** The machine whose programs have an ABI; undefined for one that Tracee does not run on. */
export function hostOfAbi(abi: Abi): TraceeHost | undefined {
  return traceeHosts.find((host) => host === architectures[abi].hostAbi);
}

/**
 * Finds the machines of a stream, which does not name them.
 * @param joined all of its events, by input: those of other nodes say nothing of a node whose own shows nothing
 * @param named what the user says, where anything
 */
export function findHosts({ whos, whats, parts }: JoinedRows, named: TraceeHost | undefined): Hosts {
  const shown = whats.map(hostShownBy);
  const places = containerPlaces(whos);
  const ofContainer: Shown[] = [];
  const ofInput: Shown[] = [];
  for (const { input, who, what } of parts)
    for (let pair = 0; pair < who.length; pair++) {
      const host = shown[what[pair] ?? 0];
      if (host === undefined) continue;
      note(ofContainer, places[who[pair] ?? 0] ?? 0, host);
      note(ofInput, input, host);
    }
  const besideContainer: Shown[] = [];
  for (const { input, who } of parts) {
    const beside = ofInput[input];
    if (beside !== undefined) for (const one of who) note(besideContainer, places[one] ?? 0, beside);
  }
  return {
    found: traceeHosts.filter((host) => shown.includes(host)),
    of(who, what, input) {
      const place = places[who] ?? 0;
      const host = ofContainer[place];
      if (host === 'both') return shown[what] ?? named;
      if (host !== undefined) return host;
      // Each host has processes of its own.
      const otherwise = whos[who]?.containerId === '' ? ofInput[input] : besideContainer[place];
      return otherwise === undefined || otherwise === 'both' ? named : otherwise;
    },
  };
}

/** What some events show together: nothing, one machine, or both. */
type Shown = TraceeHost | 'both' | undefined;

/** For each source a number of its container, the same for the same one. */
function containerPlaces(whos: readonly TraceeWho[]): readonly number[] {
  const places = new Map<string, number>();
  return whos.map(({ containerId }) => {
    const place = places.get(containerId) ?? places.size;
    places.set(containerId, place);
    return place;
  });
}

function note(hosts: Shown[], place: number, host: Shown): void {
  const known = hosts[place];
  if (known !== host) hosts[place] = known === undefined ? host : 'both';
}

/** The machine that an event can only be from, where it shows that. */
export function hostShownBy(event: TraceeWhat): TraceeHost | undefined {
  const nature = natureOf(event);
  if (nature === 'signature' || nature === 'unknown') return undefined;
  const { layout, name, id, syscall, syscallArgument } = event;
  if (nature === 'call' && layout === 'flat' && id !== undefined) {
    const host = hostWhere((candidate) => syscallEventId(candidate, name) === id);
    if (host !== undefined) return host;
  }
  if ((nature === 'enter' || nature === 'exit') && typeof syscallArgument === 'number' && syscall !== '') {
    const host = hostWhere((candidate) => syscallEventName(candidate, syscallArgument) === syscall);
    if (host !== undefined) return host;
  }
  // Calls that only x86_64 programs have. There are none that only those of aarch64 have.
  const names = nature === 'call' ? [name, syscall] : [syscall, syscallArgument];
  return !event.compat && names.some((told) => typeof told === 'string' && isX86Only(told)) ? 'x86_64' : undefined;
}

/** The one machine on which something holds. */
function hostWhere(holds: (host: TraceeHost) => boolean): TraceeHost | undefined {
  const [first, second] = traceeHosts.filter(holds);
  return second === undefined ? first : undefined;
}

function isX86Only(name: string): boolean {
  return isOwnCall('x86_64', name) && !isOwnCall('aarch64', name);
}
