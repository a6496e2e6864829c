// Writes profiles/defaults/*.json: what the default profiles of container engines allow, per ABI.
// Usage: node scripts/generate-default-profiles.mjs [--check] [--data DIR]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runGenerator } from './generated-file.mjs';

const moby = {
  source:
    "moby/profiles seccomp/default.json (module v0.2.3), resolved for Docker's default capabilities on Linux 4.8 or newer",
  commit: 'cd3bed80',
  licence: 'Apache-2.0',
};

/** @typedef {{ source: string, commit: string, licence: string }} Origin */
/** @type {{ file: string, name: string, title: string, abi: string, key: string, from: string, origin: Origin }[]} */
const profiles = [
  {
    file: 'docker',
    name: 'docker',
    title: "Docker's default",
    abi: 'x86_64',
    key: 'x86_64',
    from: 'moby-default-resolved-amd64-dockercaps.json',
    origin: moby,
  },
  {
    file: 'docker-arm64',
    name: 'docker',
    title: "Docker's default",
    abi: 'aarch64',
    key: 'aarch64',
    from: 'moby-default-resolved-arm64-dockercaps.json',
    origin: moby,
  },
  {
    file: 'containerd',
    name: 'containerd',
    title: "containerd's default",
    abi: 'x86_64',
    key: 'x86_64',
    from: 'containerd-default-amd64-defaultcaps.json',
    origin: {
      source: 'containerd/containerd contrib/seccomp DefaultProfile, for its default capabilities',
      commit: '301026e5',
      licence: 'Apache-2.0',
    },
  },
  {
    file: 'podman',
    name: 'podman',
    title: "Podman's default",
    abi: 'x86_64',
    key: 'x86_64',
    from: 'containers-common-resolved-amd64-podmancaps.json',
    origin: {
      source: "containers/container-libs common/pkg/seccomp/seccomp.json, resolved for Podman's default capabilities",
      commit: 'f0ddf1a7',
      licence: 'Apache-2.0',
    },
  },
  {
    file: 'cri-o',
    name: 'cri-o',
    title: "CRI-O's RuntimeDefault",
    abi: 'x86_64',
    key: 'x86_64',
    from: 'crio-runtimedefault-resolved-amd64-criocaps.json',
    origin: {
      source:
        "cri-o/cri-o internal/config/seccomp/seccomp.go on top of containers/container-libs f0ddf1a7, resolved for CRI-O's default capabilities",
      commit: 'f954a17e',
      licence: 'Apache-2.0',
    },
  },
];

/** @type {ReadonlyMap<number, string>} errno numbers that engines use as default */
const errnos = new Map([
  [1, 'EPERM'],
  [38, 'ENOSYS'],
]);

/** @typedef {{ names: string[], action: string, args?: unknown[] | null }} Rule */
/** @typedef {{ defaultAction: string, defaultErrnoRet?: number, syscalls: Rule[] }} Profile */

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
  for (const { names, action, args } of profile.syscalls) {
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
  const files = new Map();
  for (const { file, name, title, abi, key, from, origin } of profiles) {
    /** @type {Profile} */
    const profile = read(join('defaults', from));
    // Without a number of its own, ERRNO returns EPERM (runtime-spec, config-linux.md).
    const defaultErrno = errnos.get(profile.defaultErrnoRet ?? 1);
    if (defaultErrno === undefined) throw new Error(`${from}: no name for errno ${profile.defaultErrnoRet}`);
    const content = {
      name,
      title,
      provenance: { ...origin, generatedBy: 'scripts/generate-default-profiles.mjs' },
      abi,
      defaultAction: profile.defaultAction,
      defaultErrno,
      ...allowedBy(profile, new Set(Object.keys(tables[key]))),
    };
    files.set(`profiles/defaults/${file}.json`, `${JSON.stringify(content, null, 2)}\n`);
  }
  return files;
}

runGenerator(generate);
