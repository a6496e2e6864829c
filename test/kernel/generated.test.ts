import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { dataFolder, hasData, root } from './source-data.ts';

const generators = [
  'scripts/generate-kernel-tables.mjs',
  'scripts/generate-default-profiles.mjs',
  'scripts/generate-risk-tables.mjs',
  'scripts/generate-syscall-families.mjs',
  'scripts/generate-tracee-tables.mjs',
];

function check(generator: string, data: string) {
  return spawnSync(process.execPath, [join(root, generator), '--check', '--data', data], { encoding: 'utf8' });
}

describe.each(generators)('%s', (generator) => {
  it.skipIf(!hasData)('finds its files as they are checked in', () => {
    const run = check(generator, dataFolder);
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
  });

  it('says which data it lacks, and that this is not drift', () => {
    const run = check(generator, join(temporaryFolder(), 'missing'));
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/^source data not found: /);
  });
});

describe.skipIf(!hasData)('a generator that finds other data', () => {
  it('reports the table as out of date', () => {
    const folder = temporaryFolder();
    for (const name of ['libseccomp-2.5.4-syscalls.csv', 'linux-7.2-syscalls.json', 'x86_64-first-seen.json'])
      copyFileSync(join(dataFolder, name), join(folder, name));
    const csv = readFileSync(join(dataFolder, 'libseccomp-syscalls.csv'), 'utf8');
    const arm = csv.replace(/^breakpoint,.*\n/m, '');
    expect(arm).not.toBe(csv);
    writeFileSync(join(folder, 'libseccomp-syscalls.csv'), arm);
    const run = check(generators[0] ?? '', folder);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('src/kernel/syscalls.generated.ts');
  });

  it('reports the default profiles as out of date', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'defaults'));
    for (const from of [
      'moby-profiles-default',
      'containerd-default-amd64-defaultcaps',
      'containers-common-seccomp',
      'crio-runtimedefault-resolved-amd64-criocaps',
    ])
      copyFileSync(join(dataFolder, 'defaults', `${from}.json`), join(folder, 'defaults', `${from}.json`));
    mkdirSync(join(folder, 'caps'));
    copyFileSync(join(dataFolder, 'caps/default-capabilities.json'), join(folder, 'caps/default-capabilities.json'));
    const tables = JSON.parse(readFileSync(join(dataFolder, 'linux-7.2-syscalls.json'), 'utf8'));
    delete tables.x86_64.read;
    writeFileSync(join(folder, 'linux-7.2-syscalls.json'), JSON.stringify(tables));
    const run = check(generators[1] ?? '', folder);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('profiles/defaults/docker.json');
    expect(run.stderr).not.toContain('profiles/defaults/docker-arm64.json');
  });
});
