import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { thorough } from '../../scripts/runtime-measurement/measure.mjs';
import { syscallNumber } from '../../src/kernel/syscalls.ts';
import { runtimeMeasurementSchema } from '../../src/model/runtime-measurement.ts';
import { measuredVersions } from '../../src/policy/runtime-selector.ts';
import { shippedBases } from './shipped-bases.ts';

const folder = fileURLToPath(new URL('../../profiles/runtimes/', import.meta.url));
const files = readdirSync(folder).filter((name) => /\d/.test(name));
const measurements = files.map((name) => ({
  name,
  ...runtimeMeasurementSchema.parse(JSON.parse(readFileSync(`${folder}${name}`, 'utf8'))),
}));

describe('the measurements of runtimes', () => {
  test('are one file a version, and each version of the tables has one', () => {
    expect(files).toEqual(measurements.map(({ runtime, version }) => `${runtime}-${version}.json`));
    const versions = shippedBases.flatMap((base) =>
      measuredVersions(base).map((version) => `${base.runtime}-${version}.json`),
    );
    expect([...versions].sort()).toEqual([...files].sort());
  });

  test('name calls that there are, in order, in one list of a phase only', () => {
    for (const { name, observed, deprived } of measurements) {
      const phases = [
        ...observed.map(({ always, sometimes }) => [always, sometimes.map(({ syscall }) => syscall)]),
        ...deprived.flatMap(({ start, exec, together }) => [
          [start.required, start.sometimes.map(({ syscall }) => syscall), together],
          ...(exec === undefined ? [] : [[exec.required, exec.sometimes.map(({ syscall }) => syscall)]]),
        ]),
      ];
      for (const lists of phases) {
        for (const list of lists) expect([...list].sort(), name).toEqual(list);
        const all = lists.flat();
        expect(new Set(all).size, name).toBe(all.length);
        expect(all.filter((syscall) => syscallNumber('x86_64', syscall) === undefined)).toEqual([]);
      }
    }
  });

  test('were made with the effort that docs/runtimes.md tells', () => {
    const page = readFileSync(fileURLToPath(new URL('../../docs/runtimes.md', import.meta.url)), 'utf8');
    for (const words of [
      `${thorough.runs} runs`,
      `any of ${thorough.tries} tries`,
      `add a process ${thorough.confirmations} times`,
    ]) {
      expect(page).toContain(words);
    }
    for (const { name, provenance, observed, deprived } of measurements) {
      if (provenance.method !== 'measure-runtime') continue;
      expect(new Set(observed.map(({ runs }) => runs)), name).toEqual(new Set([thorough.runs]));
      expect(new Set(deprived.map(({ tries }) => tries)), name).toEqual(new Set([thorough.tries]));
    }
  });

  test('of the script hold every setting, and were confirmed', () => {
    const scripted = measurements.filter(({ provenance }) => provenance.method === 'measure-runtime');
    expect(scripted.map(({ name }) => name)).toEqual(expect.arrayContaining(['crun-1.8.1.json', 'runc-1.1.5.json']));
    for (const { name, observed, deprived } of scripted) {
      const settings = [true, false].flatMap((nnp) => [0, 1000].map((uid) => `${nnp} ${uid}`));
      expect(
        observed.map(({ noNewPrivileges, uid, phase }) => `${noNewPrivileges} ${uid} ${phase}`),
        name,
      ).toEqual(settings.flatMap((setting) => [`${setting} start`, `${setting} exec`]));
      expect(
        deprived.map(({ noNewPrivileges, uid, answer }) => `${noNewPrivileges} ${uid} ${answer}`),
        name,
      ).toEqual(settings.flatMap((setting) => ['ENOSYS', 'EPERM', 'kill'].map((answer) => `${setting} ${answer}`)));
      for (const { confirmed, exec } of deprived) {
        expect(confirmed, name).toBe(thorough.confirmations);
        expect(exec?.required, name).toContain('execve');
      }
    }
  });
});
