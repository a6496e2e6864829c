import { type Fields, type Located, ProfileFault } from './fields.ts';

/**
 * The errno of a profile or rule: the number that `number` holds, unless `name`, which only containers-common has, says
 * otherwise: a name, or a number as text (container-libs common/pkg/seccomp/seccomp_linux.go, getErrno).
 * @param numberOf the number of an errno's name on the machine
 */
export function errnoOf(
  fields: Fields,
  name: string,
  number: string,
  numberOf: (name: string) => number | undefined,
): Located<number> | undefined {
  const plain = fields.unsigned(number, 32);
  const said = fields.text(name);
  if (said === undefined || said.value === '') return plain && { value: Number(plain.value), place: plain.place };
  const value = /^[0-9]+$/.test(said.value) ? Number(said.value) : numberOf(said.value);
  if (value === undefined || value > 0xffff_ffff)
    throw new ProfileFault(said.place, `${fields.pathOf(name)}: no such errno: ${said.value}`);
  return { value, place: said.place };
}
