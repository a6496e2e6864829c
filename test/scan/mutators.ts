/** Changes a line, by a random number: some keep it JSON with another meaning, some break it. */
export type Mutator = (line: Buffer, random: number) => Buffer;

function textual(change: (text: string, random: number) => string): Mutator {
  return (line, random) => Buffer.from(change(line.toString('latin1'), random), 'latin1');
}

/** Puts a piece of text somewhere. */
function insert(piece: string): Mutator {
  return textual((text, random) => {
    const at = random % (text.length + 1);
    return text.slice(0, at) + piece + text.slice(at);
  });
}

/** Puts members at the beginning or end of the object. */
function member(piece: string): Mutator {
  return textual((text, random) =>
    random % 2 === 0 ? text.replace('{', `{${piece},`) : text.replace(/\}$/, `,${piece}}`),
  );
}

function swap(pattern: RegExp, ...values: readonly string[]): Mutator {
  return textual((text, random) => text.replace(pattern, values[random % values.length] ?? ''));
}

function reordered(text: string, random: number): string {
  try {
    const entries = Object.entries(JSON.parse(text) as object);
    const by = (key: string): number => [...key].reduce((sum, one) => (sum * 31 + one.charCodeAt(0) + random) % 997, 7);
    return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => by(a) - by(b))));
  } catch {
    return text;
  }
}

/** @see Mutator */
export const mutators: readonly Mutator[] = [
  textual((text) => text),
  textual(reordered),
  textual((text, random) => text.slice(0, random % (text.length + 1))),
  textual((text, random) => text.slice(0, random % text.length) + text.slice((random % text.length) + 1)),
  textual((text) => text + text),
  textual((text) => `${text} `),
  textual((text) => ` ${text}`),
  textual((text) => `${text}\r`),
  textual((text) => `${text},`),
  textual((text) => `[${text}]`),
  textual((text) => `\u00EF\u00BB\u00BF${text}`),
  textual((text) => `2026-01-01T00:00:00Z stdout F ${text}`),
  textual((text) => JSON.stringify({ event: text })),
  (line, random) => {
    const changed = Buffer.from(line);
    const at = random % changed.length;
    changed[at] = (changed[at] ?? 0) ^ (1 << (random % 8));
    return changed;
  },
  (line, random) => {
    const changed = Buffer.from(line);
    changed[random % changed.length] = random % 256;
    return changed;
  },
  ...[
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ' ',
    '\t',
    '\0',
    '\x1f',
    '\x7f',
    '\xff',
    '\xc0\xaf',
    '0',
    '-',
    'e',
    '.',
  ].map(insert),
  ...['\\u0041', '\\u00g1', '\\ud800', '\\x', '\\/', '"x":1,', ',"x":{}', 'null', 'true', '1e5'].map(insert),
  member('"eventName":"ptrace"'),
  member('"containerId":"other"'),
  member('"event\\u004eame":"ptrace"'),
  member('"syscall":"ptrace"'),
  member('"returnValue":-1'),
  member('"__proto__":{"eventName":"x"}'),
  member('"metadata":{"syscall":"ptrace","containerId":"x","args":[{"name":"syscall","value":1}]}'),
  member('"other":[[[[[[{"a":[1,2,{"eventName":"x"}]}]]]]]]'),
  member(`"deep":${'['.repeat(70)}${']'.repeat(70)}`),
  member('"float":-0.5e-3'),
  member('"long":123456789012345678901234567890'),
  swap(/"returnValue":-?\d+/, '"returnValue":-2.0', '"returnValue":-0', '"returnValue":-2e0', '"returnValue":"-2"'),
  swap(/"returnValue":-?\d+/, '"returnValue":null', '"returnValue":-02', '"returnValue":-4096', '"returnValue":-1'),
  swap(/"int64":"-?\d+"/, '"int64":-2', '"int64":"-2x"', '"int64":"--2"', '"int64":""', '"value":-7', '"int64":"-3"'),
  swap(
    /"int64":"-?\d+"/,
    `"int64":"-${'9'.repeat(21)}"`,
    `"int64":"${'9'.repeat(400)}"`,
    `"int64":-${'9'.repeat(400)}`,
  ),
  swap(/"returnValue":-?\d+/, `"returnValue":-${'9'.repeat(21)}`, `"returnValue":${'9'.repeat(400)}`),
  swap(/"(int32|value)":/, '"name":"syscall","value":', '"\\u006eame":1,"value":', '"value":1,"value":'),
  swap(
    /\{"name":"([a-z]+)",/,
    '{ "name" : "$1" , ',
    '{"nam\\u0065":"$1",',
    '{"type":"int","name":"$1",',
    '{"name":"syscall",',
  ),
  swap(/"args":\[/, '"args":[null,', '"args":[1,', '"args":[[],', '"args":{"a":[', '"args": [ '),
  swap(
    /"containerId":"[^"]*"/,
    '"containerId":null',
    '"containerId":5',
    '"containerId":"a\\u0062\\n"',
    '"containerId":{"x":1}',
  ),
  swap(
    /"container":\{/,
    '"container":null,"x":{',
    '"container":{"id":"z",',
    '"container":[{',
    '"container":{"image":{"a":1},',
  ),
  swap(
    /"isCompat":(true|false)/,
    '"isCompat":null',
    '"isCompat":1',
    '"isCompat":tru',
    '"isCompat":"true"',
    '"isCompat":truex',
  ),
  swap(/"timestamp":/, '"timestamp":0', '"timestamp":-', '"timestamp":1.', '"timestamp":"', '"timestamp":[],"t":'),
  swap(/"eventId":"/, '"eventId":257,"x":"', '"eventId":"\\u0032', '"eventId":"\xff', '"eventId":"\x01'),
];
