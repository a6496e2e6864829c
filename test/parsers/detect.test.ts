import { describe, expect, it } from 'vitest';
import { detectParser } from '../../src/parsers/detect.ts';
import { formatNames, parsers, parsersFor } from '../../src/parsers/index.ts';
import { bytesSource } from './bytes-source.ts';

async function detected(text: string | Uint8Array) {
  const found = detectParser(parsers, await bytesSource(text).head(), 'x');
  return found.ok ? found.value.id : [found.problem.kind, found.problem.what];
}

describe('detectParser', () => {
  const unknown = [
    ['\u007FELF\u0002\u0001\u0001\0', 'an ELF binary'],
    ['\u001F\u008B\u0008\0', 'gzip-compressed data, packed twice'],
    ['\u0028\u00B5\u002F\u00FD\0', 'zstd-compressed data, packed twice'],
    ['{"eventName":"openat"}\n', 'JSON'],
    ['{\n  "format": "seccinch-recording",\n', 'a seccinch recording'],
    ['{ "defaultAction": "SCMP_ACT_ERRNO" }', 'a seccomp profile'],
    ['int main(void) { printf("= 0"); }\n', 'text'],
    ['# Reads\nread(2) and write(2) are calls.\nopen(2) = a call\n', 'text'],
    ['2026-11-24 15:25:02 INFO app: hello\n2026-11-24 15:25:03 INFO app: bye\n', 'text'],
    ['\n \n', 'blank lines'],
    ['\0\0\0', 'binary data'],
    ['\u00FF\u00FEr\0e\0', 'UTF-16 text'],
  ] as const;
  it.each(unknown)('does not know %j and says what it looks like', async (text, look) => {
    expect(await detected(text)).toEqual(['format-unknown', look]);
  });

  it('says that an input is empty', async () => {
    expect(await detected('')).toEqual(['input-empty', undefined]);
  });

  it('knows a log among the output of the traced program', async () => {
    const line = 'openat(AT_FDCWD, "x", O_RDONLY) = 3\n';
    expect(await detected(`Hello\nthis is\na program\n${line.repeat(3)}bye\n`.repeat(3))).toBe('strace-log');
    expect(await detected('exit(0) = ?\n')).toBe('strace-log');
    expect(await detected('7  +++ exited with 0 +++\n')).toBe('strace-log');
  });

  it('knows a log whose head ends within a line', async () => {
    expect(await detected('1234  close(3)    = 0\n'.repeat(5000))).toBe('strace-log');
  });

  it('is sure of a table, with a log above or not', async () => {
    const table = 'syscall\n----------------\nread\n----------------\ntotal\n';
    expect(await detected(table)).toBe('strace-summary');
    expect(await detected(`1 exit_group(0) = ?\r\n${table.replaceAll('\n', '\r\n')}`)).toBe('strace-summary');
  });
});

describe('logs of a machine', () => {
  const kernel = '[    0.000000] Linux version 6.18\n[    0.000001] Command line: ro quiet\n';
  const journal = 'Nov 24 15:25:02 host systemd[1]: Started x.\nNov 24 15:25:02 host kernel: usb 1-1: new device\n';

  it('are known also where no audit record is among the first lines', async () => {
    expect(await detected(kernel)).toBe('audit');
    expect(await detected(journal)).toBe('audit');
    expect(await detected('type=SERVICE_START msg=audit(1.000:5): pid=1\n')).toBe('audit');
    expect(await detected('{"_TRANSPORT":"syslog","MESSAGE":"hello"}\n')).toBe('audit');
  });

  it('are not taken for it where something surer is in them', async () => {
    const line = '1234  openat(AT_FDCWD, "x", O_RDONLY) = 3\n';
    expect(await detected(kernel + line.repeat(200))).toBe('strace-log');
    expect(await detected(`x\n${kernel}`)).toEqual(['format-unknown', 'text']);
  });
});

describe('parsersFor', () => {
  it('knows every name of a format, and no other', () => {
    expect(formatNames).toEqual([...formatNames].sort());
    for (const name of formatNames) expect(parsersFor(name)?.length).toBeGreaterThan(0);
    expect(parsersFor('strace')?.map(({ id }) => id)).toEqual(['strace-log', 'strace-summary']);
    expect(parsersFor('strace-summary')?.map(({ id }) => id)).toEqual(['strace-summary']);
    expect(parsersFor('constructor')).toBeUndefined();
  });
});
