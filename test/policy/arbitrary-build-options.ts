import fc from 'fast-check';
import type { RuntimeBase } from '../../src/model/runtime-base.ts';
import type { BuildOptions } from '../../src/policy/build.ts';
import { measuredVersions } from '../../src/policy/runtime-selector.ts';

/** Every way to build a profile. */
export function arbitraryBuildOptions(bases: readonly RuntimeBase[]): fc.Arbitrary<BuildOptions> {
  const versions = bases.flatMap((base) =>
    measuredVersions(base).map((version) => ({ kind: 'runtime' as const, runtime: base.runtime, version })),
  );
  return fc.record(
    {
      bases: fc.constant(bases),
      runtime: fc.constantFrom<BuildOptions['runtime'][]>({ kind: 'any' }, { kind: 'none' }, ...versions),
      noNewPrivileges: fc.boolean(),
      mode: fc.constantFrom('enforce', 'log', 'kill'),
      defaultErrno: fc.constantFrom('ENOSYS', 'EPERM'),
      minKernel: fc.record({ major: fc.integer({ min: 3, max: 6 }), minor: fc.nat(20) }),
    },
    { requiredKeys: ['bases', 'runtime', 'noNewPrivileges', 'mode', 'defaultErrno'] },
  );
}
