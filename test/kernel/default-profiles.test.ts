import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errnoNumber } from '../../src/kernel/errnos.ts';
import { syscallNames } from '../../src/kernel/syscalls.ts';
import { type DefaultProfile, defaultProfileSchema } from '../../src/model/default-profile.ts';
import { hasData, readData, root } from './source-data.ts';

const folder = join(root, 'profiles/defaults');

function load(file: string): DefaultProfile {
  return defaultProfileSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
}

describe('the default profiles', () => {
  it('are those of four engines', () => {
    expect(readdirSync(folder).sort()).toEqual([
      'containerd.json',
      'cri-o.json',
      'docker-arm64.json',
      'docker.json',
      'podman.json',
    ]);
  });

  it.each(readdirSync(folder))('%s is sorted, disjoint, and holds calls of its ABI only', (file) => {
    const profile = load(file);
    const own = new Set(syscallNames(profile.abi));
    for (const names of [profile.allowed, profile.conditional]) {
      expect(names).toEqual([...new Set(names)].sort());
      expect(names.filter((name) => !own.has(name))).toEqual([]);
    }
    expect(profile.conditional.filter((name) => profile.allowed.includes(name))).toEqual([]);
    expect(errnoNumber(profile.defaultErrno, profile.abi)).toBeDefined();
  });

  it('allow as many as was counted for Docker', () => {
    const docker = load('docker.json');
    expect(docker.allowed.length).toBe(306);
    expect(docker.conditional).toEqual(['clone', 'personality', 'socket']);
    expect(docker.defaultErrno).toBe('EPERM');
  });

  it.skipIf(!hasData)('agree with the counts of the source data', () => {
    const counts =
      readData<Record<string, { allowed: number; conditional: string[]; denied: string[] }>>('defaults/counts.json');
    for (const [file, key] of [
      ['docker.json', 'moby-default-resolved-amd64-dockercaps'],
      ['containerd.json', 'containerd-default-amd64-defaultcaps'],
      ['podman.json', 'containers-common-resolved-amd64-podmancaps'],
      ['cri-o.json', 'crio-runtimedefault-resolved-amd64-criocaps'],
    ] as const) {
      const profile = load(file);
      const denied = syscallNames(profile.abi).filter(
        (name) => !profile.allowed.includes(name) && !profile.conditional.includes(name),
      );
      expect({ allowed: profile.allowed.length, conditional: profile.conditional, denied }).toEqual(counts[key]);
    }
  });
});
