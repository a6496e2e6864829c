// The program in the measured containers. It is not compiled, so that measuring needs no compiler.

/** What the kernel shows as its name (`/proc/PID/comm`, 15 bytes at most) once it runs: the runtime has done its part. */
export const entryName = 'seccinch-entry';

/**
 * Its only call, again and again. No runtime makes it, so every measured profile allows it and nothing is hidden; a
 * program that made no call at all would have to burn a processor until it is killed.
 */
export const entryCall = 'pause';

/**
 * A static x86_64 ELF file (elf(5)): one header, one loaded segment, `1: mov $34, %eax; syscall; jmp 1b`. It has no stack
 * set up, no loader and no C library, so nothing but the runtime's own calls comes before it.
 * @returns {Buffer}
 */
export function entryProgram() {
  const code = [0xb8, 34, 0, 0, 0, 0x0f, 0x05, 0xeb, 0xf7];
  const [headerSize, segmentSize, address] = [64, 56, 0x40_0000n];
  const file = Buffer.alloc(headerSize + segmentSize + code.length);
  const size = BigInt(file.length);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]); // ELF, 64 bits, little endian, version 1
  file.writeUInt16LE(2, 16); // ET_EXEC
  file.writeUInt16LE(62, 18); // EM_X86_64
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(address + BigInt(headerSize + segmentSize), 24); // entry point
  file.writeBigUInt64LE(BigInt(headerSize), 32);
  file.writeUInt16LE(headerSize, 52);
  file.writeUInt16LE(segmentSize, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt32LE(1, 64); // PT_LOAD
  file.writeUInt32LE(5, 68); // readable, executable
  file.writeBigUInt64LE(address, 80);
  file.writeBigUInt64LE(address, 88);
  file.writeBigUInt64LE(size, 96);
  file.writeBigUInt64LE(size, 104);
  file.writeBigUInt64LE(0x1000n, 112);
  file.set(code, headerSize + segmentSize);
  return file;
}
