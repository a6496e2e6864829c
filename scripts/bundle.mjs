// Bundles what tsc compiled, and the packages it uses, into `dist/bundle/`: what the npm package holds. Node loads a few
// CommonJS files in a fraction of the time that it takes for as many modules as there are sources (bench/RESULTS.md,
// "Starting"). Nothing is minified: a stack can be read, and a comment says which module the lines below it are.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './setup.mjs';

// As many steps from the root as dist/cli/ and dist/io/: the code finds package.json, profiles/ and docs/ from there.
const folder = join(root, 'dist/bundle');

// What the program uses of it.
const commanderExports = `
export { Command } from './lib/command.js';
export { CommanderError, InvalidArgumentError } from './lib/error.js';
export { Option } from './lib/option.js';
`;

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
      // As CommonJS it is one function, parsed twice and whole, that makes what nobody asks for. Only commands that are
      // programs of their own need child_process, fs and path, and there are none: loading them takes a tenth of the start.
      name: 'commander-as-modules',
      transform(code, id) {
        if (/\/commander\/esm\.mjs$/.test(id)) return commanderExports;
        return /\/commander\/lib\/\w+\.js$/.test(id) ? asModule(code, id) : null;
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
      // Tables; not those that few have a use for. And what everybody imports: a thread that only reads is to load no more.
      {
        name: 'kernel',
        test: /\/dist\/(?:kernel\/(?!tracee|audit|strace|syscall-purposes|(?:syscall-)?risk[.-])|model\/(?:problem|problem-counter|code-unit-order)\.)/,
        priority: 4,
      },
      {
        name: 'risk',
        test: /\/dist\/(?:kernel|review)\/(?:(?:change|syscall)-)?risk[.y-]/,
        priority: 3,
        includeDependenciesRecursively: false,
      },
      // Who compares two profiles, and tells it as text.
      {
        name: 'comparing',
        test: /\/dist\/(?:review\/(?!lint|review-gate|summary|describe|explained)|cli\/(?:diff|diff-inputs|judge-comparison|tell-report)\.|report\/diff-(?:call-)?text\.)/,
        priority: 1,
        includeDependenciesRecursively: false,
      },
      // Who compares profiles or looks them over reads and loads them.
      {
        name: 'profiles',
        test: /\/dist\/(?:(?:dialects|filter)\/(?!.*yaml)|model\/(?:json-tree|rule-in-file|go-key|version|oci-seccomp|profile|built-in-profile)\.|io\/(?:read-text|shipped-data|standard-input)|cli\/(?:path-here|read-side|resolution-target)|review\/host-abi|policy\/kernel-release)/,
        priority: 2,
        includeDependenciesRecursively: false,
      },
      // Whoever tells a person anything.
      {
        name: 'telling',
        test: /\/dist\/(?:report\/(?:counts|printable|reporter|decision-words|change-kinds|(?:change|condition|risk|setting)-words)|model\/(?:reviewed-path|record-fate|times-called)|io\/write-stream|cli\/terminal)\./,
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
 * A file of commander with imports and exports in place of require and exports.
 * @param {string} code as the package has it
 * @param {string} id its path
 */
function asModule(code, id) {
  const module = code
    .replace(/^const (childProcess|fs|path) = require\('node:(?:child_process|fs|path)'\);$/gm, 'const $1 = undefined;')
    .replace(/^const process = require\('node:process'\);$/m, '')
    .replace(/^const (\{[^}]*\}) = require\('(\.\/\w+)(?:\.js)?'\);$/gm, "import $1 from '$2.js';")
    .replace(/^const (\w+) = require\('(node:\w+)'\)\.\1;$/gm, "import { $1 } from '$2';")
    .replace(/^exports\.(\w+) = \1;.*$/gm, 'export { $1 };');
  if (/^(?!\s*\*).*\b(?:require\(|exports\.)/m.test(module)) throw new Error(`${id} is written in another way now`);
  return module;
}

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
