import type { ConditionPlaces, RulePlaces } from '../model/compared-source.ts';
import type { JsonNode } from '../model/json-tree.ts';
import { type OciCondition, type OciSyscall, ociActions } from '../model/oci-seccomp.ts';
import { comparisons } from '../model/profile.ts';
import { errnoOf } from './errno.ts';
import { Fields, knownKeys, ProfileFault, type TellKey } from './fields.ts';
import type { Dialect } from './form.ts';
import { type Applicability, readApplicability } from './rule-conditions.ts';

// specs-go/config.go (LinuxSyscall, LinuxSeccompArg); moby/profiles seccomp/seccomp.go (Syscall); container-libs
// common/pkg/seccomp/types.go (Syscall). A comment changes nothing for anybody, so it may be anywhere.
const plainKeys = ['names', 'action', 'errnoRet', 'args', 'comment'];
const keys = {
  oci: knownKeys(...plainKeys),
  spo: knownKeys(...plainKeys),
  docker: knownKeys(...plainKeys, 'name', 'includes', 'excludes'),
  'containers-common': knownKeys(...plainKeys, 'name', 'includes', 'excludes', 'errno'),
} as const satisfies Readonly<Record<Dialect, unknown>>;
const conditionKeys = knownKeys('index', 'value', 'valueTwo', 'op');

/** A rule as the file has it, and for whom. */
export interface WrittenRule {
  readonly rule: OciSyscall;
  readonly places: RulePlaces;
  readonly applicability: Applicability;
}

/** How a rule is read. */
export interface RuleReading {
  readonly dialect: Dialect;
  readonly tell: TellKey;
  /** The number of an errno's name. */
  readonly errnoNumber: (name: string) => number | undefined;
}

/** Reads the rule with an index of the file's list. Faults are those of Go's encoding/json and of the engine. */
export function readRule(node: JsonNode, index: number, { dialect, tell, errnoNumber }: RuleReading): WrittenRule {
  const path = `syscalls[${index}]`;
  const fields = new Fields(node, path, keys[dialect], tell);
  const action = fields.needed('action', fields.word('action', ociActions));
  const errno = errnoOf(fields, 'errno', 'errnoRet', errnoNumber);
  const names = namesOf(fields);
  const args = fields.list('args')?.map((one, at) => readCondition(one, `${path}.args[${at}]`, tell));
  return {
    rule: {
      names: names.values,
      action: action.value,
      ...(errno !== undefined && { errnoRet: errno.value }),
      ...(args !== undefined && { args: args.map(({ condition }) => condition) }),
    },
    places: {
      index,
      rule: node.place,
      names: names.places,
      action: action.place,
      ...(errno !== undefined && { errnoRet: errno.place }),
      args: args?.map(({ places }) => places) ?? [],
    },
    applicability: readApplicability(fields, dialect, tell),
  };
}

function namesOf(fields: Fields): { readonly values: readonly string[]; readonly places: RulePlaces['names'] } {
  const names = fields.texts('names');
  const name = fields.text('name');
  if (name === undefined || name.value === '')
    return { values: names?.values ?? [], places: names?.places.items ?? [] };
  if (names !== undefined && names.values.length > 0)
    throw new ProfileFault(name.place, `${fields.pathOf('name')}: beside names, which no engine takes`);
  return { values: [name.value], places: [name.place] };
}

function readCondition(
  node: JsonNode,
  path: string,
  tell: TellKey,
): { readonly condition: OciCondition; readonly places: ConditionPlaces } {
  const fields = new Fields(node, path, conditionKeys, tell);
  const op = fields.needed('op', fields.word('op', comparisons));
  // What is not there is 0 in Go, and in crun.
  const index = fields.unsigned('index', 32);
  const value = fields.unsigned('value', 64);
  const valueTwo = fields.unsigned('valueTwo', 64);
  return {
    condition: {
      index: Number(index?.value ?? 0n),
      value: value?.value ?? 0n,
      ...(valueTwo !== undefined && { valueTwo: valueTwo.value }),
      op: op.value,
    },
    places: {
      condition: node.place,
      index: index?.place ?? node.place,
      value: value?.place ?? node.place,
      ...(valueTwo !== undefined && { valueTwo: valueTwo.place }),
      op: op.place,
    },
  };
}
