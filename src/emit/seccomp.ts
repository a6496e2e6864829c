import type { Emitter } from './emitter.ts';
import { ociSeccomp } from './oci-seccomp.ts';
import { formatOciSeccomp } from './oci-seccomp-text.ts';

/** The name of the profile file for a stem. */
export function seccompFileName(stem: string): string {
  return `${stem}.seccomp.json`;
}

/** The profile itself, for Docker, Podman, containerd, CRI-O and Kubernetes: plain OCI JSON, which all of them read. */
export const seccomp: Emitter = {
  id: 'seccomp',
  title: 'OCI seccomp profile',
  emit: (profile, { stem }) => [{ fileName: seccompFileName(stem), content: formatOciSeccomp(ociSeccomp(profile)) }],
};
