import { architectures } from '../kernel/architectures.ts';
import type { Abi } from '../model/abi.ts';
import type { ListPlaces } from '../model/compared-source.ts';
import type { JsonNode } from '../model/json-tree.ts';
import { Fields, knownKeys, ProfileFault, type TellKey } from './fields.ts';
import type { Dialect } from './form.ts';
import { usesArchMap } from './machine-names.ts';

/** Tokens of architectures, and where they stand. */
export interface FoundArchitectures {
  readonly values: readonly string[];
  readonly places: ListPlaces;
}

const entryKeys = knownKeys('architecture', 'subArchitectures');

/**
 * The architectures that the filter is to cover: those listed, or those that `archMap` has for the machine. Both together
 * are refused by both engines (setupSeccomp; getArchitectures).
 * @returns undefined where nothing is said, which leaves the machine's own
 */
export function resolveArchitectures(
  fields: Fields,
  dialect: Dialect,
  abi: Abi,
  tell: TellKey,
): FoundArchitectures | undefined {
  const listed = fields.texts('architectures');
  const map = fields.entry('archMap');
  const entries = (fields.list('archMap') ?? []).map((node, index) => readEntry(node, `archMap[${index}]`, tell));
  if (map === undefined || entries.length === 0 || dialect === 'oci' || dialect === 'spo') return listed;
  if (listed !== undefined && listed.values.length > 0)
    throw new ProfileFault(map.place, 'archMap: beside architectures, which no engine takes');
  if (!usesArchMap(dialect, abi)) return undefined;
  const found = entries.find(({ values: [token] }) => token === architectures[abi].scmp);
  return found;
}

function readEntry(node: JsonNode, path: string, tell: TellKey): FoundArchitectures {
  const fields = new Fields(node, path, entryKeys, tell);
  const own = fields.text('architecture');
  const others = fields.texts('subArchitectures');
  return {
    values: [own?.value ?? '', ...(others?.values ?? [])],
    places: { list: node.place, items: [own?.place ?? node.place, ...(others?.places.items ?? [])] },
  };
}
