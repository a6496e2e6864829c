import { describe, expect, it } from 'vitest';
import type { TraceeHost } from '../../src/kernel/tracee-events.ts';
import { findHosts, hostOfAbi, hostShownBy } from '../../src/parsers/tracee-abi.ts';
import type { TraceeEvent } from '../../src/parsers/tracee-event.ts';
import { joinRows } from '../../src/parsers/tracee-joined-rows.ts';
import { tableOfEvents, traceeEvent } from './tracee-stream.ts';

type Given = Partial<TraceeEvent> & Pick<TraceeEvent, 'name'>;

describe('the machine that an event shows', () => {
  it.each<[string, Given, string | undefined]>([
    ['the id of a call', { name: 'openat', id: 257 }, 'x86_64'],
    ['the id of a call', { name: 'openat', id: 56 }, 'aarch64'],
    ['the id of a 32-bit call', { name: 'open', id: 9000, compat: true }, 'aarch64'],
    ['the id of a 32-bit call', { name: 'open', id: 2, compat: true }, 'x86_64'],
    ['an id that both have', { name: 'openat2', id: 437 }, undefined],
    ['an id that none has', { name: 'execve', id: 0 }, undefined],
    ['no id', { name: 'openat' }, undefined],
    ['an id that tells nothing in v1beta1', { name: 'openat', id: 257, layout: 'v1beta1' }, undefined],
    ['a call of x86_64 alone', { name: 'open', id: 3, layout: 'v1beta1' }, 'x86_64'],
    ['a call that 32-bit programs also have', { name: 'open', id: 3, layout: 'v1beta1', compat: true }, undefined],
    ['a number and its name', { name: 'sys_enter', syscallArgument: 257, syscall: 'openat' }, 'x86_64'],
    ['a number and its name', { name: 'sys_enter', syscallArgument: 56, syscall: 'openat' }, 'aarch64'],
    ['a number and its name', { name: 'sys_exit', syscallArgument: 9000, syscall: 'open', compat: true }, 'aarch64'],
    ['a number with no name', { name: 'sys_enter', syscallArgument: 257 }, undefined],
    ['a number whose name is another', { name: 'sys_enter', syscallArgument: 1, syscall: 'openat' }, undefined],
    ['a decoded name', { name: 'sys_enter', syscallArgument: 'arch_prctl' }, 'x86_64'],
    ['a decoded name that both have', { name: 'sys_enter', syscallArgument: 'openat' }, undefined],
    ['the call that a task was in', { name: 'security_file_open', syscall: 'open' }, 'x86_64'],
    ['the call that a task was in', { name: 'security_file_open', syscall: 'openat' }, undefined],
    ['a detection', { name: 'file_write', id: 6000, syscall: 'open' }, undefined],
    ['an unknown event', { name: 'my_event', syscall: 'open' }, undefined],
  ])('by %s: %j', (_, given, host) => {
    expect(hostShownBy(traceeEvent(given))).toBe(host);
  });
});

const onX86 = traceeEvent({ name: 'openat', id: 257, containerId: 'x' });
const onArm = traceeEvent({ name: 'openat', id: 56, containerId: 'a' });
const silent = traceeEvent({ name: 'sys_enter', syscallArgument: 437, containerId: 's' });
const ofX86 = { ...silent, containerId: 'x' };

/** The machines of a stream of these events, to be asked for one of them; the first `cut` events are an input of their own. */
function machines(
  events: readonly TraceeEvent[],
  named: TraceeHost | undefined,
  cut = events.length,
): { found: readonly TraceeHost[]; of(event: TraceeEvent): TraceeHost | undefined } {
  const inputs = [events.slice(0, cut), events.slice(cut)];
  const joined = joinRows(
    inputs.map((told, input) => ({ input, place: (line: number) => line, rows: tableOfEvents(told) })),
  );
  const hosts = findHosts(joined, named);
  return {
    found: hosts.found,
    of(event) {
      const input = inputs.findIndex((told) => told.includes(event));
      const { who, what, rows } = joined.parts[input] ?? { who: [], what: [], rows: { pair: [] } };
      const pair = rows.pair[inputs[input]?.indexOf(event) ?? -1] ?? -1;
      return hosts.of(who[pair] ?? -1, what[pair] ?? -1, input);
    },
  };
}

describe('the machines of a stream', () => {
  it('are not those of another input for what shows nothing, unless it is of one container', () => {
    const { of } = machines([onX86, silent, ofX86], undefined, 1);
    expect(of(silent)).toBeUndefined();
    expect(of(ofX86)).toBe('x86_64');
    expect(machines([onX86, silent], undefined, 2).of(silent)).toBe('x86_64');
    expect(machines([onX86, silent], 'aarch64', 1).of(silent)).toBe('aarch64');
    const also = { ...silent, syscallArgument: 438 };
    const twice = machines([silent, onX86, also], undefined, 2);
    expect([twice.of(silent), twice.of(also)]).toEqual(['x86_64', 'x86_64']);
  });

  it('are what the user names where nothing shows', () => {
    expect(machines([silent], undefined).of(silent)).toBeUndefined();
    expect(machines([silent], 'aarch64').of(silent)).toBe('aarch64');
    expect(machines([silent], 'aarch64').found).toEqual([]);
  });

  it('are the one that shows, also for containers that show none', () => {
    const hosts = machines([silent, onArm], undefined);
    expect(hosts.found).toEqual(['aarch64']);
    expect(hosts.of(silent)).toBe('aarch64');
    expect(machines([silent, onArm], 'x86_64').of(silent)).toBe('aarch64');
  });

  it('are told apart by container where there are two', () => {
    const hosts = machines([onArm, silent, onX86, ofX86], undefined);
    expect(hosts.found).toEqual(['x86_64', 'aarch64']);
    expect([hosts.of(onArm), hosts.of(onX86), hosts.of(ofX86)]).toEqual(['aarch64', 'x86_64', 'x86_64']);
    expect(hosts.of(silent)).toBeUndefined();
    expect(machines([onArm, silent, onX86], 'aarch64').of(silent)).toBe('aarch64');
  });

  it('are told apart by event where one container shows both', () => {
    const both = { ...onArm, containerId: 'x' };
    const hosts = machines([onX86, both, ofX86], undefined);
    expect([hosts.of(onX86), hosts.of(both), hosts.of(ofX86)]).toEqual(['x86_64', 'aarch64', undefined]);
    expect(machines([onX86, both, ofX86], 'x86_64').of(ofX86)).toBe('x86_64');
  });
});

describe('the machine of an ABI', () => {
  it.each([
    ['x86_64', 'x86_64'],
    ['i386', 'x86_64'],
    ['x32', 'x86_64'],
    ['arm', 'aarch64'],
    ['riscv64', undefined],
  ] as const)('%s is %s', (abi, host) => {
    expect(hostOfAbi(abi)).toBe(host);
  });
});
