import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionCode } from '../../src/filter/action-code.ts';
import { architectures } from '../../src/kernel/architectures.ts';
import { syscallNumber } from '../../src/kernel/syscalls.ts';
import type { Abi } from '../../src/model/abi.ts';
import type { OciCondition, OciSeccomp } from '../../src/model/oci-seccomp.ts';
import { comparisons } from '../../src/model/profile.ts';
import { temporaryFolder } from '../temporary-folder.ts';

// libseccomp without its headers, which are in a package that nothing else needs (include/seccomp.h.in, 2.5.4: 8 is
// SCMP_FLTATR_CTL_OPTIMIZE). Lines are read from the standard input, the program is written to the standard output.
const source = `
#include <stdint.h>
#include <stdio.h>
struct condition { unsigned arg; int op; uint64_t a, b; };
void *seccomp_init(uint32_t);
int seccomp_arch_remove(void *, uint32_t);
int seccomp_arch_add(void *, uint32_t);
uint32_t seccomp_arch_resolve_name(const char *);
int seccomp_attr_set(void *, int, uint32_t);
int seccomp_syscall_resolve_name(const char *);
int seccomp_rule_add_array(void *, uint32_t, int, unsigned, const struct condition *);
int seccomp_export_bpf(void *, int);
int main(void) {
  uint32_t action, optimize;
  unsigned count;
  char name[64];
  if (scanf("%u %u", &action, &optimize) != 2) return 2;
  void *filter = seccomp_init(action);
  seccomp_arch_remove(filter, 0);
  while (scanf(" arch %63s", name) == 1) if (seccomp_arch_add(filter, seccomp_arch_resolve_name(name)) != 0) return 3;
  if (seccomp_attr_set(filter, 8, optimize) != 0) return 2;
  while (scanf(" rule %u %63s %u", &action, name, &count) == 3) {
    struct condition conditions[6];
    for (unsigned i = 0; i < count; i++)
      if (scanf("%u %d %lu %lu", &conditions[i].arg, &conditions[i].op, &conditions[i].a, &conditions[i].b) != 4) return 2;
    int number = seccomp_syscall_resolve_name(name);
    if (number != -1 && seccomp_rule_add_array(filter, action, number, count, conditions) != 0) return 4;
  }
  return seccomp_export_bpf(filter, 1) == 0 ? 0 : 5;
}
`;

/** One instruction of a filter (struct sock_filter, linux/filter.h). */
interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/** What libseccomp makes of a profile for the machines of one byte order. */
export interface ExportedFilter {
  /** The value that it returns for a call. */
  run(abi: Abi, syscall: string, args: readonly bigint[]): number;
}

/**
 * Compiles the program; gives what exports a profile, undefined where libseccomp refuses a rule or does not come back.
 * @param isSorted whether calls are sorted into a binary tree
 */
export function buildExporter(): (host: Abi, profile: OciSeccomp, isSorted: boolean) => ExportedFilter | undefined {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'export.c'), source);
  execFileSync('gcc', ['-o', 'export', 'export.c', '-l:libseccomp.so.2'], { cwd: folder });
  return (host, profile, isSorted) => {
    const input = lines(host, profile, isSorted);
    const ran = spawnSync(join(folder, 'export'), { input, timeout: 20_000, killSignal: 'SIGKILL' });
    if (ran.signal === 'SIGKILL' || ran.status === 4) return undefined;
    if (ran.status !== 0) throw new Error(`${ran.status} ${ran.error}: ${input}`);
    const isLittle = architectures[host].endianness === 'LE';
    const filter = instructions(ran.stdout, isLittle);
    return { run: (abi, syscall, args) => run(filter, data(abi, syscall, args, isLittle)) };
  };
}

function lines(host: Abi, profile: OciSeccomp, isSorted: boolean): string {
  const { defaultAction, defaultErrnoRet, architectures: listed = [], syscalls = [] } = profile;
  const defaultCode = actionCode(defaultAction, defaultErrnoRet);
  const tokens = new Set([architectures[host].scmp, ...listed]);
  const said = [`${defaultCode} ${isSorted ? 2 : 1}`];
  for (const token of tokens) said.push(`arch ${token.replace('SCMP_ARCH_', '').toLowerCase()}`);
  for (const { names, action, errnoRet, args = [] } of syscalls) {
    const code = actionCode(action, errnoRet);
    // Of a rule with two conditions on an argument runtimes make one of each.
    const isTwice = new Set(args.map(({ index }) => index)).size < args.length;
    const rules = isTwice ? args.map((condition) => [condition]) : [args];
    if (code === defaultCode) continue;
    for (const name of names) for (const one of rules) said.push(line(code, name, one));
  }
  return `${said.join('\n')}\n`;
}

function line(code: number | undefined, name: string, conditions: readonly OciCondition[]): string {
  const told = conditions.map(
    ({ index, op, value, valueTwo = 0n }) => ` ${index} ${comparisons.indexOf(op) + 1} ${value} ${valueTwo}`,
  );
  return `rule ${code} ${name} ${conditions.length}${told.join('')}`;
}

function instructions(bytes: Buffer, isLittle: boolean): readonly Instruction[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 8 }, (_, index) => ({
    code: view.getUint16(index * 8, isLittle),
    jt: view.getUint8(index * 8 + 2),
    jf: view.getUint8(index * 8 + 3),
    k: view.getUint32(index * 8 + 4, isLittle),
  }));
}

// struct seccomp_data (linux/seccomp.h), as words of the byte order.
function data(abi: Abi, syscall: string, args: readonly bigint[], isLittle: boolean): readonly number[] {
  const halves = args.flatMap((arg) => {
    const [low, high] = [arg & 0xffff_ffffn, arg >> 32n];
    return isLittle ? [low, high] : [high, low];
  });
  const number = syscallNumber(abi, syscall);
  if (number === undefined) throw new Error(`${abi} has no ${syscall}`);
  return [number, architectures[abi].audit, 0, 0, ...halves.map(Number)];
}

// What libseccomp emits of classic BPF (linux/bpf_common.h).
function run(filter: readonly Instruction[], words: readonly number[]): number {
  let accumulator = 0;
  for (let at = 0; ; ) {
    const { code, jt, jf, k } = filter[at] ?? { code: -1, jt: 0, jf: 0, k: 0 };
    at += 1;
    if (code === 0x20) accumulator = words[k / 4] ?? Number.NaN;
    else if (code === 0x54) accumulator = (accumulator & k) >>> 0;
    else if (code === 0x05) at += k;
    else if (code === 0x15) at += accumulator === k ? jt : jf;
    else if (code === 0x25) at += accumulator > k ? jt : jf;
    else if (code === 0x35) at += accumulator >= k ? jt : jf;
    else if (code === 0x06) return k;
    else throw new Error(`instruction ${at - 1} is ${code}`);
  }
}
