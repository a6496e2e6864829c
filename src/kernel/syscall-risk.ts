import type { Abi } from '../model/abi.ts';
import type { KnownCve, NeededCapability, RiskFact, RiskyValue } from '../model/syscall-risk.ts';
import {
  argumentElsewhereTable,
  capabilityTable,
  cveTable,
  riskClassTable,
  riskMemberTable,
  riskyValueTable,
} from './risk.generated.ts';

// Each table is parsed once, when it is first asked for.
const parsed = new Map<string, readonly (readonly string[])[]>();

/** A class of risk, as docs/risk.md tells of it. */
export interface RiskClass {
  /** `mounts` */
  readonly key: string;
  /** What its members do: `changes mounts or the root directory`. */
  readonly title: string;
  /** What makes a syscall a member: a sentence or two. */
  readonly rule: string;
  readonly reference: string;
}

/** The classes of risk by their key, in the order of docs/risk.md. */
export const riskClasses: ReadonlyMap<string, RiskClass> = new Map(
  rows(riskClassTable).map(([key = '', title = '', rule = '', reference = '']) => [
    key,
    { key, title, rule, reference },
  ]),
);

/**
 * The classes that a syscall is in, with the reason, in the order of docs/risk.md; none for what is in no class.
 * @param abi where arguments have their places
 */
export function riskFacts(name: string, abi: Abi = 'x86_64'): readonly RiskFact[] {
  const elsewhere = rows(argumentElsewhereTable).find(([syscall, on]) => syscall === name && on === abi);
  return rowsOf(riskMemberTable, name).map(([riskClass = '', why = '', reference = '']) => {
    const values = rows(riskyValueTable)
      .filter(([of, syscall]) => of === riskClass && syscall === name)
      .map(
        ([, , index, match, number, constant = '', meaning = '', read = '']): RiskyValue => ({
          index: Number(elsewhere?.[2] ?? index),
          match: match === 'bits' ? 'bits' : 'value',
          value: Number(number),
          constant,
          why: meaning,
          reference: read,
        }),
      );
    return { riskClass, why, reference, ...(values.length > 0 && { values }) };
  });
}

/** The syscalls of a class, sorted, each with what `riskFacts` tells of it there. */
export function membersOf(riskClass: string): readonly { readonly syscall: string; readonly fact: RiskFact }[] {
  const names = rows(riskMemberTable)
    .filter(([of]) => of === riskClass)
    .flatMap(([, , , syscalls = '']) => syscalls.split(' '));
  return names.sort().flatMap((syscall) =>
    riskFacts(syscall)
      .filter((fact) => fact.riskClass === riskClass)
      .map((fact) => ({ syscall, fact })),
  );
}

/** The capabilities that a syscall asks for, those that it always needs first. */
export function neededCapabilities(name: string): readonly NeededCapability[] {
  return rowsOf(capabilityTable, name)
    .map(
      ([capability = '', needed, when = '', reference = '']): NeededCapability => ({
        capability,
        needed: needed === 'always' ? 'always' : 'sometimes',
        ...(when !== '' && { when }),
        reference,
      }),
    )
    .sort((a, b) => (a.needed < b.needed ? -1 : a.needed > b.needed ? 1 : a.capability < b.capability ? -1 : 1));
}

/** The vulnerabilities that a syscall took part in, of those listed in docs/risk.md, the oldest first. */
export function knownCves(name: string): readonly KnownCve[] {
  return rowsOf(cveTable, name).map(
    ([id = '', nickname = '', what = '', args = '', needs = '', evidence, reference = '']) => ({
      id,
      ...(nickname !== '' && { nickname }),
      what,
      ...(args !== '' && { args }),
      ...(needs !== '' && { needs }),
      ...(evidence === 'title' && { titleOnly: true as const }),
      reference,
    }),
  );
}

function rows(table: string): readonly (readonly string[])[] {
  let cells = parsed.get(table);
  if (cells === undefined) {
    cells = linesOf(table).map((line) => line.split('|'));
    parsed.set(table, cells);
  }
  return cells;
}

function linesOf(table: string): readonly string[] {
  return table.trim().split('\n');
}

// Asked for every syscall that a profile adds: looking through the tables each time took 70 µs a name.
const bySyscall = new Map<string, ReadonlyMap<string, readonly string[]>>();

/** The rows of a table that name a syscall in their last cell. Of most tables few rows are asked for: only those are split. */
function rowsOf(table: string, name: string): readonly (readonly string[])[] {
  let index = bySyscall.get(table);
  if (index === undefined) {
    const made = new Map<string, string[]>();
    for (const line of linesOf(table)) {
      for (const syscall of line.slice(line.lastIndexOf('|') + 1).split(' ')) {
        const there = made.get(syscall);
        if (there === undefined) made.set(syscall, [line]);
        else there.push(line);
      }
    }
    bySyscall.set(table, made);
    index = made;
  }
  return (index.get(name) ?? []).map((line) => line.split('|'));
}
