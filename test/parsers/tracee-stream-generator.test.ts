import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeTraceeStream } from '../../bench/tracee-stream-generator.mjs';
import { temporaryFolder } from '../temporary-folder.ts';

it('writes events that are as its truth says', () => {
  const path = join(temporaryFolder(), 'stream.ndjson');
  const truth = writeTraceeStream(path, 5e6);
  const text = readFileSync(path, 'latin1');
  expect(truth.bytes).toBe(text.length);
  expect(truth.groups).toHaveLength(20 * 120);
  const found = new Map<string, { count: number; negative: Set<number> }>();
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(truth.lines);
  for (const line of lines) {
    const { containerId, eventName, returnValue, argsNum, args } = JSON.parse(line);
    expect(args).toHaveLength(argsNum);
    const key = `${containerId} ${eventName}`;
    const group = found.get(key) ?? { count: 0, negative: new Set() };
    found.set(key, group);
    group.count += 1;
    if (returnValue < 0) group.negative.add(returnValue);
  }
  for (const { containerId, syscall, count, negative } of truth.groups) {
    const group = found.get(`${containerId} ${syscall}`);
    expect([group?.count, [...(group?.negative ?? [])].sort((one, other) => one - other)]).toEqual([count, negative]);
  }
});
