import type { AcceptedAddition } from './allow-list.ts';
import { type JsonNode, JsonSyntaxError, type ObjectNode, parseJsonTree } from './json-tree.ts';
import type { Problem } from './problem.ts';

/** The version of the file format. */
const version = 1;
const longest = 4096;

const fields = ['syscall', 'profile', 'owner', 'reason', 'expires'] as const;
type Field = (typeof fields)[number];

/**
 * Reads an allow-list: `{"version": 1, "accepted": [{"syscall", "profile", "owner", "reason", "expires"}]}`
 * (`schema/allow-list.v1.schema.json`). `profile` may be left out; other keys may not be there, so that none is misspelt unseen.
 * @param label the file's name, for the problems
 * @returns the entries in their order, or everything that is wrong: `allow-list-invalid`, each with its line
 */
export function parseAllowList(
  text: string,
  label: string,
): { readonly entries: readonly AcceptedAddition[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const complain = (line: number, what: string): undefined => {
    problems.push({ kind: 'allow-list-invalid', source: label, line, what });
  };
  const entries: AcceptedAddition[] = [];
  const items = itemsOf(text, complain);
  for (const [index, item] of items.entries()) {
    const entry = entryOf(item, `accepted[${index}]`, complain);
    if (entry !== undefined) entries.push(entry);
  }
  return problems.length > 0 ? { entries: [], problems } : { entries, problems };
}

type Complain = (line: number, what: string) => undefined;

function itemsOf(text: string, complain: Complain): readonly JsonNode[] {
  let tree: JsonNode;
  try {
    tree = parseJsonTree(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    complain(error.line, text.trim() === '' ? 'empty' : 'not JSON');
    return [];
  }
  if (tree.kind !== 'object') {
    complain(tree.place.line, 'not an object with `version` and `accepted`');
    return [];
  }
  const members = membersOf(tree, '', ['version', 'accepted'], complain);
  const said = members.get('version');
  if (said === undefined) complain(tree.place.line, 'no `version`');
  else if (said.kind !== 'scalar' || said.value !== version) complain(said.place.line, `version is not ${version}`);
  const accepted = members.get('accepted');
  if (accepted?.kind === 'list') return accepted.items;
  complain((accepted ?? tree).place.line, 'no list `accepted`');
  return [];
}

function entryOf(node: JsonNode, path: string, complain: Complain): AcceptedAddition | undefined {
  const { line } = node.place;
  if (node.kind !== 'object') return complain(line, `${path} is not an object`);
  const members = membersOf(node, `${path}.`, fields, complain);
  const read = (field: Field, isFit: (text: string) => boolean, wanted: string): string | undefined => {
    const member = members.get(field);
    if (member === undefined) return complain(line, `${path} has no ${field}`);
    const value = member.kind === 'scalar' ? member.value : undefined;
    if (typeof value === 'string' && value.length <= longest && isFit(value)) return value;
    return complain(member.place.line, `${path}.${field} is not ${wanted}`);
  };
  const syscall = read('syscall', (name) => /^[a-z_][a-z0-9_]{0,63}$/.test(name), 'the name of a syscall');
  const owner = read('owner', isWords, 'who answers for it');
  const reason = read('reason', isWords, 'a reason');
  const expires = read('expires', isDay, 'a day such as 2027-01-31');
  const profile = members.has('profile') ? read('profile', isWords, 'a path') : undefined;
  if (syscall === undefined || owner === undefined || reason === undefined || expires === undefined) return undefined;
  return { syscall, ...(profile !== undefined && { profile }), owner, reason, expires, line };
}

function membersOf(
  { entries }: ObjectNode,
  path: string,
  known: readonly string[],
  complain: Complain,
): ReadonlyMap<string, JsonNode> {
  const members = new Map<string, JsonNode>();
  for (const { key, place, value } of entries) {
    if (!known.includes(key)) complain(place.line, `${path}${key} is no key of it`);
    else if (members.has(key)) complain(place.line, `${path}${key} is there twice`);
    else members.set(key, value);
  }
  return members;
}

function isWords(text: string): boolean {
  return text.trim() !== '';
}

/** A day of the calendar: the 30th of February is none. */
function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
