import { errnoNumber } from '../kernel/errnos.ts';
import type { ReadProfile, ResolutionTarget } from '../model/compared-source.ts';
import type { ObjectNode } from '../model/json-tree.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import { ProblemCounter } from '../model/problem-counter.ts';
import { Fields, ProfileFault, type TellKey } from './fields.ts';
import { type Dialect, dialectOf } from './form.ts';
import { machineName } from './machine-names.ts';
import { readRule } from './read-rule.ts';
import { profileKeys, readSettings } from './read-settings.ts';
import { applies } from './rule-conditions.ts';

/** More different keys of one kind than this are counted only. */
const mostKeys = 20;

/**
 * Reads a profile out of a tree and makes of it what its engine hands to a runtime.
 * @param label the file's name, for the problems
 * @param form where the dialect is known already
 * @returns `profile-invalid` with the first thing that is wrong: its path and its line
 */
export function resolveProfile(
  node: ObjectNode,
  label: string,
  target: ResolutionTarget,
  form?: Dialect,
): Result<ReadProfile> {
  const dialect = form ?? target.dialect ?? dialectOf(node);
  const keys = new ProblemCounter(mostKeys);
  try {
    const read = readTree(node, dialect, target, (problem) => keys.add({ ...problem, source: label }));
    return ok({ ...read, problems: keys.counted() });
  } catch (error) {
    if (!(error instanceof ProfileFault)) throw error;
    return fail({ kind: 'profile-invalid', source: label, line: error.line, what: error.what });
  }
}

function readTree(
  node: ObjectNode,
  dialect: Dialect,
  target: ResolutionTarget,
  tell: TellKey,
): Omit<ReadProfile, 'problems'> {
  const reading = { dialect, abi: target.abi, tell, errnoNumber: (name: string) => engineErrno(name, target) };
  const fields = new Fields(node, '', profileKeys[dialect], tell);
  const { settings, places } = readSettings(fields, reading);
  const written = fields.list('syscalls')?.map((rule, index) => readRule(rule, index, reading));
  const machine = machineName(target.abi);
  const kept = written?.filter(({ applicability }) => applies(applicability, target, machine));
  return {
    form: dialect,
    profile: { ...settings, ...(kept !== undefined && { syscalls: kept.map(({ rule }) => rule) }) },
    places: { ...places, rules: kept?.map((one) => one.places) ?? [] },
    plain: dialect === 'oci',
  };
}

// The kernel's own names, for restarting a call, are in no engine's table (container-libs common/pkg/seccomp/errno_list.go).
function engineErrno(name: string, { abi }: ResolutionTarget): number | undefined {
  const number = errnoNumber(name, abi);
  return number !== undefined && (number < 512 || number > 530) ? number : undefined;
}
