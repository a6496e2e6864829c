import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

describe('the npm package', () => {
  const folder = temporaryFolder();
  const [packed] = JSON.parse(npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder)) as [
    { filename: string; size: number; files: { path: string }[] },
  ];
  const paths = packed.files.map(({ path }) => path);

  it('holds what a user needs and nothing else', () => {
    const tops = new Set(paths.map((path) => path.split('/')[0]));
    expect([...tops].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist',
      'docs',
      'package.json',
      'profiles',
      'schema',
    ]);
    // Nothing of the single modules that scripts and tests load.
    const built = paths.filter((path) => path.startsWith('dist/'));
    expect(built.filter((path) => !/^dist\/bundle\/[a-z0-9-]+\.cjs$/.test(path))).toEqual(['dist/bundle/LICENSES.txt']);
    expect(built).toContain('dist/bundle/bin.cjs');
    expect(built).toContain('dist/bundle/range-worker.cjs');
    // The tables that profiles are made with, not the measurements that the tables are made of.
    expect(paths.filter((path) => path.startsWith('profiles/runtimes/'))).toEqual([
      'profiles/runtimes/crun.json',
      'profiles/runtimes/runc.json',
    ]);
    expect(packed.size).toBeLessThan(600_000);
  });

  it('keeps the licence of every package whose code it holds', () => {
    const bundle = join(root, 'dist/bundle');
    const licences = readFileSync(join(bundle, 'LICENSES.txt'), 'utf8');
    const code = readdirSync(bundle)
      .filter((name) => name.endsWith('.cjs'))
      .map((name) => readFileSync(join(bundle, name), 'utf8'))
      .join('');
    const held = new Set(
      [...code.matchAll(/^\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(([, name]) => name),
    );
    expect([...held]).toContain('commander');
    const named = [...licences.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \(.+\)$/gm)].map(([, name]) => name);
    expect([...held].filter((name) => !named.includes(name))).toEqual([]);
    // Words that are in each of them, MIT, ISC or Apache-2.0: the text is there, not its name alone.
    expect(
      licences.match(/Permission is hereby granted|Permission to use|Apache License/g)?.length,
    ).toBeGreaterThanOrEqual(named.length);
  });

  it('installs and runs in an empty folder', () => {
    const home = temporaryFolder();
    npm(home, 'init', '-y');
    npm(home, 'install', '--no-audit', '--no-fund', '--prefer-offline', '--omit=dev', join(folder, packed.filename));
    const bin = join(home, 'node_modules/.bin/seccinch');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(execFileSync(bin, ['--version'], { encoding: 'utf8' })).toBe(`${version}\n`);
    const said = execFileSync(bin, ['record', '-q', '-d', 'out', '--', 'sh', '-c', 'echo from the workload'], {
      cwd: home,
      encoding: 'utf8',
    });
    expect(said).toBe('from the workload\n');
    for (const file of ['sh.recording.json', 'sh.seccomp.json', 'sh.securitycontext.yaml']) {
      expect(existsSync(join(home, 'out', file))).toBe(true);
    }
    const explained = execFileSync(bin, ['explain', 'out/sh.seccomp.json'], { cwd: home, encoding: 'utf8' });
    expect(explained).toContain('exit_group');
  }, 120_000);
});
