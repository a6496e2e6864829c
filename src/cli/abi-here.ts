import { endianness, machine } from 'node:os';
import { abiOfMachine } from '../kernel/architectures.ts';
import type { Abi } from '../model/abi.ts';

/** The ABI of 64-bit programs on this machine, as `uname -m` names it; nothing for a machine the tables do not hold. */
export function abiHere(): Abi | undefined {
  return abiOfMachine(machine(), endianness());
}
