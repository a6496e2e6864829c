/** Where a held container finds the program below. */
export const heldPath = '/.seccinch-held';

/**
 * Assembled from `scripts/held-x86_64.s`, which says what it does; a test holds both together. The last byte is the flag it
 * waits for.
 */
export const heldCode = Buffer.from(
  'f390803d530000000074f5488b0c24488d54cc10488d5c24104889de488b064883c60880380075f4bd7f000000488b3b4883c308803f007418' +
    'b83b0000000f0583f8fe74e883f8ec74e3bd7e000000ebdc89efb8e70000000f050f0b00',
  'hex',
);

const base = 0x400000;
const headers = 64 + 56;

/** The address of the flag: whatever but 0 there lets go of the program. */
export const heldFlag = base + headers + heldCode.length - 1;

/** The program as a file: an ELF header, one segment, the code (elf(5)). For x86_64. */
export function heldProgram(): Buffer {
  const header = Buffer.alloc(headers);
  // 64 bits, little-endian, version 1.
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(2, 16); // ET_EXEC
  header.writeUInt16LE(62, 18); // EM_X86_64
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(base + headers), 24); // entry point
  header.writeBigUInt64LE(64n, 32); // the program header comes next
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt32LE(1, 64); // PT_LOAD
  header.writeUInt32LE(5, 68); // PF_R | PF_X
  header.writeBigUInt64LE(BigInt(base), 80);
  header.writeBigUInt64LE(BigInt(base), 88);
  const size = BigInt(headers + heldCode.length);
  header.writeBigUInt64LE(size, 96);
  header.writeBigUInt64LE(size, 104);
  header.writeBigUInt64LE(4096n, 112);
  return Buffer.concat([header, heldCode]);
}

/**
 * The arguments that make it run a command as a runtime finds it: the paths to try, an empty word, the command's own.
 * @param path the container's PATH
 */
export function heldArgs(argv: readonly [string, ...string[]], path: string): readonly string[] {
  const [name] = argv;
  const folders = path.split(':').map((folder) => (folder === '' ? '.' : folder));
  const tried = name.includes('/') ? [name] : folders.map((folder) => `${folder}/${name}`);
  return [...tried, '', ...argv];
}
