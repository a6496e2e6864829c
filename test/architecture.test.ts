import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));

/** A room, and what it may import beside itself: other rooms, packages, and whether it may do I/O through `node:`. */
interface Room {
  readonly rooms: readonly string[];
  readonly packages?: readonly string[];
  /** `node:` modules; pure rooms name only pure ones. */
  readonly node: 'any' | readonly string[];
}

const rooms: Readonly<Record<string, Room>> = {
  model: { rooms: [], packages: ['zod'], node: [] },
  kernel: { rooms: ['model'], node: [] },
  io: { rooms: ['model'], packages: ['fzstd', 'tmp', 'split2'], node: 'any' },
  scan: { rooms: [], node: [] },
  dialects: { rooms: ['model', 'kernel'], packages: ['yaml'], node: [] },
  parsers: { rooms: ['model', 'kernel', 'io', 'scan'], node: [] },
  record: { rooms: ['model', 'io', 'parsers'], packages: ['execa', 'tmp', 'split2'], node: 'any' },
  filter: { rooms: ['model', 'kernel'], node: [] },
  policy: { rooms: ['model', 'kernel', 'filter'], node: [] },
  emit: { rooms: ['model', 'kernel'], packages: ['zod'], node: [] },
  review: { rooms: ['model', 'kernel', 'filter', 'dialects'], node: [] },
  enforce: {
    rooms: ['model', 'kernel', 'io', 'filter', 'dialects'],
    packages: ['execa', 'tmp', 'split2'],
    node: 'any',
  },
  // SHA-256 of what is to be recognised: pure.
  report: { rooms: ['model', 'kernel'], node: ['node:util', 'node:crypto'] },
  cli: {
    rooms: [
      'model',
      'kernel',
      'io',
      'scan',
      'parsers',
      'record',
      'filter',
      'dialects',
      'policy',
      'emit',
      'review',
      'enforce',
      'report',
    ],
    packages: ['commander'],
    node: 'any',
  },
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const files = (readdirSync(src, { recursive: true }) as string[]).filter((name) => name.endsWith('.ts'));
const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(src, file), 'utf8');
  const found = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]/gms)];
  const dynamic = [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)];
  const bare = [...text.matchAll(/^import\s+['"]([^'"]+)['"]/gm)];
  return [
    ...found.map((match) => ({ file, target: match[2] ?? '', typeOnly: match[1] !== undefined })),
    ...[...dynamic, ...bare].map((match) => ({ file, target: match[1] ?? '', typeOnly: false })),
  ];
});

function roomOf(path: string): string {
  return path.split('/')[0] ?? '';
}

describe('the rooms', () => {
  it('holds every source file in a known room', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => !Object.hasOwn(rooms, roomOf(file)))).toEqual([]);
  });

  it('finds the imports it judges', () => {
    expect(imports.length).toBeGreaterThan(files.length);
  });

  it('imports only what its room may', () => {
    const wrong = imports.filter(({ file, target, typeOnly }) => {
      const room = rooms[roomOf(file)];
      if (room === undefined) return true;
      if (target.startsWith('.')) {
        const other = roomOf(relative(src, join(src, file, '..', target)));
        return other !== roomOf(file) && !room.rooms.includes(other);
      }
      if (target.startsWith('node:')) return !typeOnly && room.node !== 'any' && !room.node.includes(target);
      return !(room.packages ?? []).includes(target);
    });
    expect(wrong).toEqual([]);
  });

  it('lets parsers take only types from io, so that they stay testable without files', () => {
    const wrong = imports.filter(
      ({ file, target, typeOnly }) => roomOf(file) === 'parsers' && target.includes('/io/') && !typeOnly,
    );
    expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  it('reads no clock, no chance and no environment in the pure rooms', () => {
    const pure = files.filter((file) =>
      ['model', 'kernel', 'dialects', 'policy', 'emit', 'review', 'report'].includes(roomOf(file)),
    );
    const wrong = pure.filter((file) =>
      /\bDate\.now\(|new Date\(\)|Math\.random\(|process\.(?:env|argv|cwd|hrtime|platform|arch|stdout|stderr|stdin|exit|nextTick|umask|getuid)|performance\.now/.test(
        readFileSync(join(src, file), 'utf8'),
      ),
    );
    expect(wrong).toEqual([]);
  });
});
