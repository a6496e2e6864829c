import { capabilities } from '../kernel/capabilities.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import { fail, ok, type Result } from '../model/problem.ts';

/**
 * The capabilities that a container gets from Docker without being asked (moby, daemon/pkg/oci/caps,
 * `DefaultCapabilities`), sorted; containerd's are the same (pkg/oci/spec.go, defaultUnixCaps).
 */
export const dockerCapabilities: readonly string[] = [
  'CAP_AUDIT_WRITE',
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_MKNOD',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_RAW',
  'CAP_SETFCAP',
  'CAP_SETGID',
  'CAP_SETPCAP',
  'CAP_SETUID',
  'CAP_SYS_CHROOT',
];

/**
 * The same of Podman as it is mostly installed (container-libs, common/pkg/config/default.go and containers.conf), sorted:
 * `default_capabilities` in a containers.conf(5) wins, and podman 4.3 without any gives Docker's (measured).
 */
export const podmanCapabilities: readonly string[] = dockerCapabilities.filter(
  (name) => !['CAP_AUDIT_WRITE', 'CAP_MKNOD', 'CAP_NET_RAW'].includes(name),
);

/** A bounding set and what is added to it, sorted. */
export function withCapabilities(given: readonly string[], added: readonly string[]): readonly string[] {
  return [...new Set([...given, ...added])].sort(byCodeUnit);
}

/**
 * The bounding set that `--caps` asks for, with `CAP_`, sorted: `ALL`, `none`, or names with and without `CAP_`,
 * separated by commas.
 * @returns `capability-invalid`
 */
export function parseCapabilities(text: string): Result<readonly string[]> {
  if (text.toLowerCase() === 'none') return ok([]);
  const found = new Set<string>();
  for (const name of text.split(',').map((one) => one.trim())) {
    const upper = name.toUpperCase();
    const spelled = upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
    if (upper === 'ALL') for (const capability of capabilities) found.add(capability);
    else if ((capabilities as readonly string[]).includes(spelled)) found.add(spelled);
    else return fail({ kind: 'capability-invalid', what: name });
  }
  return ok([...found].sort(byCodeUnit));
}
