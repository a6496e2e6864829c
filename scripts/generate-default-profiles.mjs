// Writes what is known of the default profiles of container engines: profiles/built-in/*.json, the profiles themselves, and
// profiles/defaults/*.json, what they allow, per ABI.
// Usage: node scripts/generate-default-profiles.mjs [--check] [--data DIR]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listsOnOneLine, runGenerator } from './generated-file.mjs';

/** @type {typeof import('../src/dialects/capability-list.ts')} */
const { dockerCapabilities } = await import(new URL('../dist/dialects/capability-list.js', import.meta.url).href);
/** @type {typeof import('../src/dialects/read-profile.ts')} */
const { readJsonProfile } = await import(new URL('../dist/dialects/read-profile.js', import.meta.url).href);

/** @typedef {import('../src/model/abi.ts').Abi} Abi */
/** @typedef {{ source: string, commit: string, licence: string }} Origin */

/**
 * Profiles as the engines have them, in their own dialects; those that an engine makes in code are what it made for its
 * default capabilities on one machine.
 * @type {{ name: string, title: string, from: string, origin: Origin, madeFor?: { capabilities: string, abi: Abi } }[]}
 */
const builtIns = [
  {
    name: 'docker-default',
    title: "Docker's default",
    from: 'moby-profiles-default.json',
    origin: { source: 'moby/profiles seccomp/default.json (module v0.2.3)', commit: 'cd3bed80', licence: 'Apache-2.0' },
  },
  {
    name: 'containerd-default',
    title: "containerd's default",
    from: 'containerd-default-amd64-defaultcaps.json',
    origin: {
      source: 'containerd/containerd contrib/seccomp DefaultProfile, for its default capabilities',
      commit: '301026e5',
      licence: 'Apache-2.0',
    },
    madeFor: { capabilities: 'containerd', abi: 'x86_64' },
  },
  {
    name: 'podman-default',
    title: "Podman's default",
    from: 'containers-common-seccomp.json',
    origin: {
      source: 'containers/container-libs common/pkg/seccomp/seccomp.json',
      commit: 'f0ddf1a7',
      licence: 'Apache-2.0',
    },
  },
  {
    name: 'crio-default',
    title: "CRI-O's RuntimeDefault",
    from: 'crio-runtimedefault-resolved-amd64-criocaps.json',
    origin: {
      source:
        "cri-o/cri-o internal/config/seccomp/seccomp.go on top of containers/container-libs f0ddf1a7, resolved for CRI-O's default capabilities",
      commit: 'f954a17e',
      licence: 'Apache-2.0',
    },
    madeFor: { capabilities: 'crio', abi: 'x86_64' },
  },
];

/**
 * What of them is told beside new profiles, resolved for the engine's default capabilities on a new
 * kernel.
 * @type {{ file: string, name: string, builtIn: string, abi: Abi, capabilities: string, source?: string }[]}
 */
const summaries = [
  ...[
    { file: 'docker', abi: /** @type {const} */ ('x86_64') },
    { file: 'docker-arm64', abi: /** @type {const} */ ('aarch64') },
  ].map((one) => ({
    ...one,
    name: 'docker',
    builtIn: 'docker-default',
    capabilities: 'docker',
    source: ", resolved for Docker's default capabilities on Linux 4.8 or newer",
  })),
  { file: 'containerd', name: 'containerd', builtIn: 'containerd-default', abi: 'x86_64', capabilities: 'containerd' },
  {
    file: 'podman',
    name: 'podman',
    builtIn: 'podman-default',
    abi: 'x86_64',
    capabilities: 'podman',
    source: ", resolved for Podman's default capabilities",
  },
  { file: 'cri-o', name: 'cri-o', builtIn: 'crio-default', abi: 'x86_64', capabilities: 'crio' },
];

/** @type {ReadonlyMap<number, string>} errno numbers that engines use as default */
const errnos = new Map([
  [1, 'EPERM'],
  [38, 'ENOSYS'],
]);

/** @typedef {import('../src/model/oci-seccomp.ts').OciSeccomp} Profile */

/**
 * Which of an ABI's calls a resolved profile allows, always or for some arguments only. Of two rules for every use of
 * the same call the first counts: libseccomp ignores the second (seccomp_export_pfc of 2.5.4 shows it).
 * @param {Profile} profile
 * @param {ReadonlySet<string>} known the ABI's own calls
 */
function allowedBy(profile, known) {
  const settled = new Set();
  const allowed = new Set();
  const conditional = new Set();
  for (const { names, action, args } of profile.syscalls ?? []) {
    for (const name of names) {
      if (!known.has(name) || settled.has(name)) continue;
      const always = (args?.length ?? 0) === 0;
      if (always) settled.add(name);
      if (action === 'SCMP_ACT_ALLOW') (always ? allowed : conditional).add(name);
    }
  }
  return { allowed: [...allowed].sort(), conditional: [...conditional].filter((name) => !allowed.has(name)).sort() };
}

/** @param {string} data */
function generate(data) {
  /** @param {string} name */
  const read = (name) => JSON.parse(readFileSync(join(data, name), 'utf8'));
  const tables = read('linux-7.2-syscalls.json');
  /** @type {Record<string, string[]>} */
  const capabilities = read('caps/default-capabilities.json');
  /** @param {string} engine */
  const capabilitiesOf = (engine) => (capabilities[engine] ?? []).map((name) => `CAP_${name}`).sort();
  if (capabilitiesOf('docker').join() !== dockerCapabilities.join()) throw new Error("not Docker's capabilities");
  const files = new Map();
  for (const { name, title, from, origin, madeFor } of builtIns) {
    const content = {
      name,
      title,
      provenance: { ...origin, generatedBy: 'scripts/generate-default-profiles.mjs' },
      ...(madeFor && { madeFor: { ...madeFor, capabilities: capabilitiesOf(madeFor.capabilities) } }),
      profile: read(join('defaults', from)),
    };
    files.set(`profiles/built-in/${name}.json`, `${listsOnOneLine(JSON.stringify(content, null, 1))}\n`);
  }
  for (const { file, name, builtIn, abi, capabilities: engine, source = '' } of summaries) {
    const from = builtIns.find((one) => one.name === builtIn);
    if (from === undefined) throw new Error(`no such profile: ${builtIn}`);
    const text = readFileSync(join(data, 'defaults', from.from), 'utf8');
    const resolved = readJsonProfile(text, from.from, { abi, capabilities: capabilitiesOf(engine) });
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.problem));
    const { profile } = resolved.value;
    // Without a number of its own, ERRNO returns EPERM (runtime-spec, config-linux.md).
    const defaultErrno = errnos.get(profile.defaultErrnoRet ?? 1);
    if (defaultErrno === undefined) throw new Error(`${from.from}: no name for errno ${profile.defaultErrnoRet}`);
    const content = {
      name,
      title: from.title,
      provenance: {
        ...from.origin,
        source: `${from.origin.source}${source}`,
        generatedBy: 'scripts/generate-default-profiles.mjs',
      },
      abi,
      defaultAction: profile.defaultAction,
      defaultErrno,
      ...allowedBy(profile, new Set(Object.keys(tables[abi]))),
    };
    files.set(`profiles/defaults/${file}.json`, `${JSON.stringify(content, null, 2)}\n`);
  }
  return files;
}

runGenerator(generate);
