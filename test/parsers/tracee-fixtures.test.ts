import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { traceeFixtures } from './tracee-fixtures.ts';

// The parser has no part in this: it asks whether the streams are what their README says.
const fixtures = traceeFixtures().map((fixture) => [`${fixture.version}/${fixture.name}`, fixture] as const);
const made = fixtures.filter(([, { known }]) => known !== undefined);

describe('the streams in the formats of Tracee', () => {
  it('are there in every layout, made from logs and by hand', () => {
    const versions = (list: typeof fixtures) => [...new Set(list.map(([, { version }]) => version))];
    expect(versions(made)).toEqual(['0.12', '0.14', '0.20', '0.24', '0.8.1', 'v1beta1']);
    expect(fixtures.filter(([, { name }]) => name.startsWith('handmade-')).length).toBeGreaterThan(15);
  });

  it.each(fixtures)('are small and say that Tracee did not print them: %s', (_, { path }) => {
    const text = readFileSync(path, 'utf8');
    expect(text.length).toBeLessThanOrEqual(60 * 1024);
    const events = text.split(/"timestamp\\*":/).length - 1;
    const marks = text.split(/"hostName\\*": ?\\*"seccinch-fixture|"namespace":\{"name":"seccinch-fixture/).length - 1;
    expect(events).toBeGreaterThan(0);
    // A host event in v1beta1 has no place for the mark.
    expect(marks).toBeGreaterThanOrEqual(events - 1);
  });

  it.each(made)('hold every call that strace saw and Tracee can tell, and no other: %s', (_, { name, path, known }) => {
    const names = new Set<string>();
    const numbers = new Set<number>();
    for (const line of readFileSync(path, 'utf8').trimEnd().split('\n')) {
      const { eventName, name: newName, args, data } = JSON.parse(line);
      const event = eventName ?? newName;
      if (event === 'sys_enter') numbers.add(args?.[0].value ?? data[0].int32);
      else if (event !== 'sched_process_exec') names.add(event);
    }
    const { syscalls = [], unreturned = [], beforeScope = [], withoutName = [] } = known ?? {};
    const inScope = syscalls.filter((one) => !beforeScope.includes(one));
    if (!name.endsWith('-returns')) expect(numbers.size).toBe(inScope.length + withoutName.length);
    if (name.endsWith('-enters')) return;
    const onEntry = ['execve', 'exit', 'exit_group'];
    const told = inScope.filter(
      (one) => one !== 'rt_sigreturn' && (onEntry.includes(one) || !unreturned.includes(one)),
    );
    const byTracee = { futex_waitv: 'waitpid', cachestat: 'break', fchmodat2: 'oldstat' };
    const renamed = new Map(Object.entries(byTracee));
    expect([...names].sort()).toEqual(told.map((one) => renamed.get(one) ?? one).sort());
  });
});
