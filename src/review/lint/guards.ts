import { machineName } from '../../dialects/machine-names.ts';
import type { Abi } from '../../model/abi.ts';
import type { Guard } from './linted-profile.ts';

/** Of a rule that is there for every container. */
export const everybody: Guard = { includes: { caps: [], arches: [] }, excludes: { caps: [], arches: [] } };

/** Whether a rule is there for a container without capabilities on a machine of this ABI, with the newest kernel. */
export function appliesPlainly({ includes, excludes }: Guard, host: Abi): boolean {
  const arch = machineName(host) ?? '';
  const isHere = includes.arches.length === 0 || includes.arches.includes(arch);
  const isOlder = excludes.minKernel !== undefined;
  return includes.caps.length === 0 && isHere && !isOlder && !excludes.arches.includes(arch);
}

/** Whether a rule is there whenever another one is: it asks for nothing that the other does not ask for. */
export function isImplied(rule: Guard, by: Guard): boolean {
  const { includes, excludes } = rule;
  const arches =
    includes.arches.length === 0 ||
    (by.includes.arches.length > 0 && by.includes.arches.every((arch) => includes.arches.includes(arch)));
  return (
    arches &&
    (includes.minKernel === undefined || includes.minKernel === by.includes.minKernel) &&
    (excludes.minKernel === undefined || excludes.minKernel === by.excludes.minKernel) &&
    includes.caps.every((cap) => by.includes.caps.includes(cap)) &&
    excludes.caps.every((cap) => by.excludes.caps.includes(cap)) &&
    excludes.arches.every((arch) => by.excludes.arches.includes(arch))
  );
}
