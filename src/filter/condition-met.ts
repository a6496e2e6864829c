import type { OciCondition } from '../model/oci-seccomp.ts';

/**
 * Whether a condition holds for an argument register, unsigned 64 bits (seccomp_rule_add(3)). Bits of the wanted value
 * outside the mask are dropped, as by libseccomp (src/db.c).
 */
export function conditionMet({ op, value, valueTwo = 0n }: OciCondition, argument: bigint): boolean {
  switch (op) {
    case 'SCMP_CMP_NE':
      return argument !== value;
    case 'SCMP_CMP_LT':
      return argument < value;
    case 'SCMP_CMP_LE':
      return argument <= value;
    case 'SCMP_CMP_EQ':
      return argument === value;
    case 'SCMP_CMP_GE':
      return argument >= value;
    case 'SCMP_CMP_GT':
      return argument > value;
    case 'SCMP_CMP_MASKED_EQ':
      return (argument & value) === (valueTwo & value);
  }
}
