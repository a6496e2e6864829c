import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ociSeccomp } from '../../../src/emit/oci-seccomp.ts';
import { formatOciSeccomp } from '../../../src/emit/oci-seccomp-text.ts';
import { buildProfile } from '../../../src/policy/build.ts';
import { selectorText } from '../../../src/policy/runtime-selector.ts';
import { dataFolder, hasData } from '../../kernel/source-data.ts';
import { arbitraryRecording } from '../../model/arbitrary-recording.ts';
import { arbitraryBuildOptions } from '../../policy/arbitrary-build-options.ts';
import { shippedBases } from '../../policy/shipped-bases.ts';
import { findingsOf, rulesBroken } from './lint-text.ts';

// ABIs that go into one filter.
const sameFilter = ['x86_64', 'i386', 'x32', 'aarch64', 'arm', 'riscv64', 'ppc64le', 'loongarch64'] as const;

it('finds nothing in what generate makes, whatever the options', () => {
  const recording = arbitraryRecording({ abis: sameFilter, subject: { kind: 'command', name: 'app' } });
  fc.assert(
    fc.property(recording, arbitraryBuildOptions(shippedBases), (some, options) => {
      const built = buildProfile(some, options);
      if (!built.ok) return;
      const text = formatOciSeccomp(ociSeccomp(built.value.profile));
      const found = findingsOf(text, { runtime: selectorText(options.runtime), for: 'kubernetes' });
      expect(found.map(({ rule, what }) => [rule, what])).toEqual([]);
    }),
  );
});

// What is found in the defaults of engines is true of them, and there on purpose, or not known there; nothing else is.
const socket = ['int-compared-wide', 'socketcall-open'];
const podman = ['conditions-overlap', 'first-rule-wins', ...socket, 'name-unknown'].sort();
const told: ReadonlyMap<string, readonly string[]> = new Map([
  ['containerd-default-amd64-defaultcaps', socket],
  ['containerd-default-amd64-nocaps', socket],
  ['containerd-default-amd64-sysadmin', socket],
  ['containers-common-resolved-amd64-nocaps', podman],
  ['containers-common-resolved-amd64-podmancaps', podman],
  ['containers-common-seccomp', [...podman, 'name-duplicate'].sort()],
  ['crio-runtimedefault-resolved-amd64-criocaps', ['argument-twice', ...podman]],
  ['moby-default-resolved-amd64-dockercaps', socket],
  ['moby-default-resolved-amd64-nocaps', socket],
  ['moby-default-resolved-amd64-sysadmin', socket],
  ['moby-default-resolved-arm64-dockercaps', ['int-compared-wide']],
  ['moby-profiles-default', socket],
]);

describe.skipIf(!hasData)('of the defaults of engines', () => {
  it.each([...told])('%s tells %s', (name, rules) => {
    const text = readFileSync(join(dataFolder, 'defaults', `${name}.json`), 'utf8');
    expect(rulesBroken(text)).toEqual(rules);
  });

  it("tells that containerd does not read Docker's", () => {
    const text = readFileSync(join(dataFolder, 'defaults/moby-profiles-default.json'), 'utf8');
    expect(rulesBroken(text, { for: 'kubernetes' })).toEqual(
      expect.arrayContaining(['architectures-missing', 'dialect-key', 'first-rule-wins']),
    );
  });
});
