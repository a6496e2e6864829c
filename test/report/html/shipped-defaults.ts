import { loadDefaultProfile } from '../../../src/io/shipped-data.ts';
import type { DefaultProfile } from '../../../src/model/default-profile.ts';

/** The default profiles of the engines, as the package ships them. */
export const shippedDefaults: readonly DefaultProfile[] = await Promise.all(
  (['docker', 'containerd', 'cri-o', 'podman'] as const).map(loadDefaultProfile),
);
