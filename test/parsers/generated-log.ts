import fc from 'fast-check';

/** What a generated call came to. */
export type Truth =
  | { readonly kind: 'returned' | 'unreturned' }
  | { readonly kind: 'failed'; readonly errno: string | undefined };

/** A call as strace would print it, and what is true of it. */
export interface GeneratedCall {
  readonly name: string;
  readonly truth: Truth;
  /** The arguments up to a place where strace may stop, and the rest of the line. */
  readonly front: string;
  readonly back: string;
  /** In two lines, `<unfinished ...>` and `resumed`. */
  readonly isSplit: boolean;
  readonly prefix: number;
}

const traps = [
  ' = 0',
  ') = 0',
  ') = -1 ENOENT (No such file or directory)',
  ' <unfinished ...>',
  ' <detached ...>',
  ') = -1 ENOENT (x',
  ') = ? <unavailable>',
  '"',
  '\\',
  '\\"',
  '(((',
  ')))',
  '<',
  '>',
  '->',
  '/*',
  '*/',
  '<... read resumed>',
  ' <0.000012>',
  '\n12 read(0, "", 1) = -1 EIO (x)\n',
  '3</etc/passwd>',
];

const content = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.array(fc.constantFrom(...traps), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
);

/** As print_quoted_string() of src/util.c escapes; `also` for what file names escape as well. */
function escaped(text: string, also = ''): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      if (char === '"' || char === '\\') return `\\${char}`;
      if (char === '\n') return '\\n';
      return byte < 32 || byte > 126 || also.includes(char) ? `\\${byte.toString(8)}` : char;
    })
    .join('');
}

const string = content.map((text) => `"${escaped(text)}"...`.slice(0, text.length > 8 ? undefined : -3));
const path = content.map((text) => `</${escaped(text, '<>')}>`);
const file = fc.oneof(
  path,
  path.map((name) => `${name}(deleted)`),
  fc.constantFrom(
    '<pipe:[123]>',
    '</dev/null<char 1:3>>',
    '<TCP:[127.0.0.1:80->127.0.0.1:9]>',
    '<UNIX-STREAM:[1,@"x) = 0>"]>',
  ),
);
const number = fc.integer({ min: -100, max: 1 << 30 }).map(String);
const argument: fc.Arbitrary<string> = fc.oneof(
  number,
  string,
  fc.tuple(fc.nat(99), file).map(([fd, name]) => `${fd}${name}`),
  path.map((name) => `AT_FDCWD${name}`),
  fc.constantFrom('NULL', '0x7ffd5 /* 39 vars */', '1<<3', 'O_RDONLY|O_CLOEXEC', 'makedev(0x1, 0x3)', '~[RTMIN RT_1]'),
  fc.constantFrom(
    '[{WIFEXITED(s) && WEXITSTATUS(s) == 0}]',
    '{u32=5, u64=5}',
    '[5 => 3]',
    '_IOC(_IOC_READ, 0x54, 0x1, 0x4)',
  ),
  string.map((text) => `{sa_family=AF_INET, sin_port=htons(80), sin_addr=${text}}`),
);

const names = fc.constantFrom('read', 'openat', 'wait4', 'futex', 'clone3', '_sysctl', 'rt_sigaction', 'exit_group');
const errnos = fc.constantFrom('ENOENT', 'EAGAIN', 'E2BIG', 'ECHILD', 'ENOSYS');
const messages = fc.constantFrom('No such file or directory', 'Resource temporarily unavailable', 'Ung\xc3\xbcltig');
const notes = fc.constantFrom('', '', ' (INJECTED)', ' (DELAYED)', ' (INJECTED) (DELAYED)');

interface Result {
  readonly text: string;
  readonly truth: Truth;
}

const returned = fc
  .oneof(
    fc.nat().map(String),
    fc.nat().map((value) => `0x${value.toString(16)}`),
    fc.tuple(fc.nat(99), file).map(([fd, name]) => `${fd}${name}`),
    fc.nat(99).map((value) => `${value} (Timeout)`),
    fc.nat(99).map((value) => `${value} ([{fd=3, revents=POLLIN}], left {tv_sec=0, tv_nsec=5})`),
    fc.constantFrom('0 (flags O_RDWR|O_LARGEFILE)', '0x4 (IOPRIO_PRIO_VALUE(IOPRIO_CLASS_NONE, 4))', '022'),
    string.map((text) => `5 (${text})`),
  )
  .chain((text) => notes.map((note): Result => ({ text: text + note, truth: { kind: 'returned' } })));
const failed = fc
  .tuple(errnos, messages, notes)
  .map(
    ([errno, message, note]): Result => ({ text: `-1 ${errno} (${message})${note}`, truth: { kind: 'failed', errno } }),
  );
const odd = fc.constantFrom<Result>(
  { text: '-1 (errno 524)', truth: { kind: 'failed', errno: undefined } },
  { text: '? ERESTARTSYS (To be restarted if SA_RESTART is set)', truth: { kind: 'failed', errno: undefined } },
  { text: '? ERESTART_RESTARTBLOCK (Interrupted by signal)', truth: { kind: 'failed', errno: undefined } },
  { text: '?', truth: { kind: 'unreturned' } },
  { text: '? <unavailable>', truth: { kind: 'unreturned' } },
);
const result = fc.oneof({ weight: 4, arbitrary: returned }, { weight: 3, arbitrary: failed }, odd);
const timing = fc.constantFrom('', '', ' <0.000012>', ' <12.345678901>');

/** Calls as strace prints them, with everything in strings and names that could be taken for a result. */
export const generatedCall: fc.Arbitrary<GeneratedCall> = fc
  .record({
    name: names,
    front: fc.array(argument, { maxLength: 3 }),
    back: fc.array(argument, { maxLength: 3 }),
    padding: fc.nat(3),
    result,
    timing,
    isSplit: fc.boolean(),
    prefix: fc.nat(),
  })
  .map(({ name, front, back, padding, result: { text, truth }, timing: time, isSplit, prefix }) => ({
    name,
    truth,
    front: front.map((part) => `${part}, `).join(''),
    back: `${back.join(', ')})${' '.repeat(padding)} = ${text}${text === '?' ? '' : time}`,
    isSplit,
    prefix,
  }));

const prefixes: readonly ((pid: number) => string)[] = [
  (pid) => `${String(pid).padEnd(5)} `,
  (pid) => `[pid ${String(pid).padStart(5)}] `,
  (pid) => `${pid}<a (b) "c\\"> `,
  (pid) => `${String(pid).padEnd(5)} 16:17:50.198988 (+     0.000028) [  61] [00007ff0ad53bbd3] `,
  (pid) => `[pid ${String(pid).padStart(5)}<sh>] 1700000000.123456 [????????????????] `,
  (pid) => `${String(pid).padEnd(5)} 1795450670 (+     0) `,
  (pid) => `${String(pid).padEnd(5)}      0.000012 `,
];

/** The lines of a log; a call in two lines has a process to itself and goes on after the next call has begun. */
export function logOf(calls: readonly GeneratedCall[]): string {
  const lines: string[] = [];
  let waiting = '';
  for (const [index, { name, front, back, isSplit, prefix }] of calls.entries()) {
    const start = prefixes[prefix % prefixes.length]?.(100 + index) ?? '';
    lines.push(isSplit ? `${start}${name}(${front} <unfinished ...>` : `${start}${name}(${front}${back}`);
    if (waiting !== '') lines.push(waiting);
    waiting = isSplit ? `${start}<... ${name} resumed>${back}` : '';
  }
  if (waiting !== '') lines.push(waiting);
  return lines.map((line) => `${line}\n`).join('');
}
