// Bundles what tsc compiled, and the packages it uses, into `dist/bundle/`: what the npm package holds. Node loads a few
// CommonJS files in a fraction of the time that it takes for as many modules as there are sources (bench/RESULTS.md,
// "Starting"). Nothing is minified: a stack can be read, and a comment says which module the lines below it are.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './setup.mjs';

// As many steps from the root as dist/cli/ and dist/io/: the code finds package.json, profiles/ and docs/ from there.
const folder = join(root, 'dist/bundle');

const bundle = await rolldown({
  cwd: root,
  // Beside each other: read-ranges.ts looks for its worker there.
  input: { bin: 'dist/cli/bin.js', 'range-worker': 'dist/cli/range-worker.js' },
  platform: 'node',
  // What one part leaves out for a group of its own, another may export.
  preserveEntrySignatures: 'allow-extension',
  external: /^node:/,
  plugins: [
    {
      // Only commands that are programs of their own need it, which there are none of: it takes a tenth of the start.
      name: 'commander-without-child-process',
      transform(code, id) {
        if (!id.endsWith('/commander/lib/command.js')) return null;
        const needless = "const childProcess = require('node:child_process');";
        if (!code.includes(needless)) throw new Error('commander loads child_process in another way now');
        return code.replace(needless, 'const childProcess = undefined;');
      },
    },
  ],
  onLog(level, log) {
    throw new Error(`${level}: ${log.message}`);
  },
});
const { output } = await bundle.write({
  dir: folder,
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
  // What is wanted together is one file: each costs as much as some thousand characters of code.
  codeSplitting: {
    groups: [
      // Tables; not those that few have a use for.
      {
        name: 'kernel',
        test: /\/dist\/kernel\/(?!tracee|audit|strace|syscall-purposes|(?:syscall-)?risk[.-])/,
        priority: 4,
      },
      { name: 'risk', test: /\/dist\/(?:kernel|review)\/(?:(?:change|syscall)-)?risk[.y-]/, priority: 3 },
      // Who compares profiles or looks them over reads and loads them.
      {
        name: 'profiles',
        test: /\/dist\/(?:(?:dialects|filter)\/(?!.*yaml)|model\/(?:json-tree|go-key|code-unit-order|version|oci-seccomp|profile|built-in-profile)\.|io\/(?:read-text|shipped-data|standard-input)|cli\/(?:read-side|resolution-target)|review\/host-abi|policy\/kernel-release)/,
        priority: 2,
        includeDependenciesRecursively: false,
      },
      // Whoever tells a person anything.
      {
        name: 'telling',
        test: /\/dist\/(?:report\/(?:counts|printable|reporter|decision-words|change-kinds|(?:change|condition|setting)-words)|model\/(?:problem|problem-counter|reviewed-path|record-fate|times-called)|io\/write-stream|cli\/terminal)\./,
        priority: 1,
        includeDependenciesRecursively: false,
      },
    ],
  },
  // Sources have the documentation; what a licence asks to be kept stays.
  comments: { legal: true, annotation: false, jsdoc: false },
});
const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
writeFileSync(join(folder, 'LICENSES.txt'), licenses(packagesOf(modules)));

/**
 * The folders of the packages that modules are from, sorted.
 * @param {readonly string[]} modules paths
 */
function packagesOf(modules) {
  const folders = modules.flatMap((path) => path.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/**
 * The licences of packages, whole, as they ask for: a copy goes with the code.
 * @param {readonly string[]} packages folders
 */
function licenses(packages) {
  const parts = packages.map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const files = readdirSync(path).filter((file) => /^(?:licen[cs]e|notice)/i.test(file));
    if (files.length === 0) throw new Error(`${name} has no licence file`);
    const texts = files.sort().map((file) => readFileSync(join(path, file), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...texts].join('\n\n');
  });
  return `The files in this folder hold code of these packages.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
