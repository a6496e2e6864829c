import { syscallNumber } from '../../src/kernel/syscalls.ts';
import { neededCalls } from './compare-with-kernel.ts';
import type { RawCall } from './register-probe.ts';

/** The text of a profile: refuses what is not named, allows what the probe and the runtimes need, first of all. */
export function profile(rules: readonly string[], head: readonly string[] = plainHead): string {
  const needed = `{"names": ${JSON.stringify(neededCalls)}, "action": "SCMP_ACT_ALLOW"}`;
  return `{${head.join(', ')}, "syscalls": [${[needed, ...rules].join(', ')}]}`;
}

/** Refuses with an errno that the kernel does not have. */
export const refusing = '"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 999';
export const plainHead = [refusing, '"architectures": ["SCMP_ARCH_X86_64"]'];
export const head = (...more: readonly string[]): readonly string[] => [...plainHead, ...more];
export const architectures = (...tokens: readonly string[]): readonly string[] => [
  refusing,
  `"architectures": ${JSON.stringify(tokens)}`,
];

/** Rules for names with spaces between them; a rule's conditions are those of `when`. */
export const allow = (names: string, ...args: readonly string[]): string => rule(names, '"SCMP_ACT_ALLOW"', args);
export const errno = (names: string, number: number | string, ...args: readonly string[]): string =>
  rule(names, `"SCMP_ACT_ERRNO", "errnoRet": ${number}`, args);
export const rule = (names: string, action: string, args: readonly string[] = []): string =>
  `{"names": ${JSON.stringify(names.split(' '))}, "action": ${action}${args.length === 0 ? '' : `, "args": [${args.join(', ')}]`}}`;
export const when = (index: number, op: string, value: string | number, valueTwo?: string | number): string =>
  `{"index": ${index}, "op": "SCMP_CMP_${op}", "value": ${value}${valueTwo === undefined ? '' : `, "valueTwo": ${valueTwo}`}}`;

/** A call of x86_64 for the probe. */
export function call(name: string, ...args: readonly (bigint | number)[]): RawCall {
  return callOf('x86_64', name, args);
}

/** A call for the probe. */
export function callOf(abi: RawCall['abi'], name: string, args: readonly (bigint | number)[] = []): RawCall {
  const syscall = syscallNumber(abi, name);
  if (syscall === undefined) throw new Error(`no ${name}`);
  return { abi, syscall, args: [0, 1, 2, 3, 4, 5].map((index) => BigInt(args[index] ?? 0)) };
}
