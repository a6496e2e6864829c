import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { dockerCapabilities, parseCapabilities, podmanCapabilities } from '../../src/dialects/capability-list.ts';
import { readProfile } from '../../src/dialects/read-profile.ts';
import { syscallFamilies } from '../../src/kernel/syscall-families.ts';
import { syscallNames } from '../../src/kernel/syscalls.ts';
import type { Abi } from '../../src/model/abi.ts';
import type { ComparedSource } from '../../src/model/compared-source.ts';
import type { DefaultProfile } from '../../src/model/default-profile.ts';
import type { DiffVerdict } from '../../src/model/diff-verdict.ts';
import { diffReporters } from '../../src/report/diff-reporters.ts';
import { judgeBy } from '../../src/review/change-risk.ts';
import { compareProfiles } from '../../src/review/compare-profiles.ts';
import { isLoaded } from '../../src/review/compare-settings.ts';
import { diffVerdict } from '../../src/review/diff-verdict.ts';
import { hostAbiOf } from '../../src/review/host-abi.ts';
import { dataFolder, hasData, root } from '../kernel/source-data.ts';

const files = [
  'containerd-default-amd64-defaultcaps',
  'containerd-default-amd64-nocaps',
  'containerd-default-amd64-sysadmin',
  'containers-common-resolved-amd64-nocaps',
  'containers-common-resolved-amd64-podmancaps',
  'containers-common-seccomp',
  'crio-runtimedefault-resolved-amd64-criocaps',
  'moby-default-resolved-amd64-dockercaps',
  'moby-default-resolved-amd64-nocaps',
  'moby-default-resolved-amd64-sysadmin',
  'moby-default-resolved-arm64-dockercaps',
  'moby-profiles-default',
];

const defaults = ['docker', 'containerd', 'cri-o', 'podman'].map(
  (name): DefaultProfile => JSON.parse(readFileSync(join(root, `profiles/defaults/${name}.json`), 'utf8')),
);
const dockers = dockerCapabilities.join();
const podmans = podmanCapabilities.join();

async function side(file: string, caps = dockers, abi: Abi = 'x86_64'): Promise<ComparedSource> {
  const capabilities = parseCapabilities(caps);
  if (!capabilities.ok) throw new Error(caps);
  const text = readFileSync(join(dataFolder, 'defaults', `${file}.json`), 'utf8');
  const read = await readProfile(text, file, { capabilities: capabilities.value, abi });
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return { label: file, path: `${file}.json`, text, ...read.value };
}

function verdictOf(old: ComparedSource, now: ComparedSource): DiffVerdict {
  const comparison = compareProfiles(old, now, hostAbiOf(old.profile, now.profile));
  const { before, after } = comparison;
  if (!isLoaded(before) || !isLoaded(after)) throw new Error('not loaded');
  return diffVerdict(comparison, {
    capabilities: [],
    failOn: 'added',
    judge: judgeBy(defaults, before, after),
    recordings: [],
    allowList: [],
    today: '2026-11-24',
    defaults,
    families: syscallFamilies(),
  });
}

describe.skipIf(!hasData)('public profiles', () => {
  const validate = new Ajv2020({ strict: false }).compile(
    JSON.parse(readFileSync(join(root, 'schema/diff.v1.schema.json'), 'utf8')),
  );

  it.each(files)('%s compares with every other, in every format', async (file) => {
    const old = await side(file);
    for (const other of files) {
      const now = await side(other);
      const verdict = verdictOf(old, now);
      if (other === file) expect(verdict).toMatchObject({ equal: true, changes: [], settings: [] });
      expect(verdict.undecided).toEqual([]);
      expect(verdict.changes.filter(({ before, after }) => before.exact === false || after.exact === false)).toEqual(
        [],
      );
      const mapped = verdict.map.flatMap(({ calls }) => calls.map(({ syscall }) => syscall));
      expect(mapped.sort()).toEqual([...syscallNames(verdict.resolvedFor.abis[0] ?? 'i386')].sort());
      for (const [format, load] of diffReporters) {
        const made = (await load())({ verdict, problems: [] }, { color: false, width: 80, verbose: false });
        expect(made, format).toMatch(/.\n$/);
        if (format === 'text') expect(made.split('\n').filter((line) => line.length > 80)).toEqual([]);
        if (format === 'json') expect(validate(JSON.parse(made)) ? [] : validate.errors).toEqual([]);
      }
    }
  });

  it.each<[string, string, string, Abi?]>([
    ['moby-profiles-default', 'moby-default-resolved-amd64-dockercaps', dockers],
    ['moby-profiles-default', 'moby-default-resolved-amd64-nocaps', 'none'],
    ['moby-profiles-default', 'moby-default-resolved-arm64-dockercaps', dockers, 'aarch64'],
    ['containers-common-seccomp', 'containers-common-resolved-amd64-nocaps', 'none'],
    ['containers-common-seccomp', 'containers-common-resolved-amd64-podmancaps', podmans],
  ])('%s is its resolved form %s', async (dialect, resolved, caps, abi) => {
    const verdict = verdictOf(await side(dialect, caps, abi), await side(resolved, caps, abi));
    expect(verdict).toMatchObject({ equal: true, changes: [], settings: [] });
  });
});
