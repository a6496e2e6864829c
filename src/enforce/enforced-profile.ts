import { fail, ok, type Result } from '../model/problem.ts';

/** An OCI seccomp profile as far as it tells refused calls from others. Names are libseccomp's. */
export interface EnforcedProfile {
  /** The profile as it was read: what the runtime gets. */
  readonly text: string;
  /** `SCMP_ACT_…`, for calls that no rule names. */
  readonly defaultAction: string;
  /** A number, what a refused call fails with under `SCMP_ACT_ERRNO`; 1 (EPERM) where the profile does not say. */
  readonly defaultErrno: number;
  /** Let through whatever their arguments are. */
  readonly allowed: ReadonlySet<string>;
  /** Let through or not by their arguments. */
  readonly conditional: ReadonlySet<string>;
  /** Answered with an errno (a number) by a rule of their own, whatever their arguments are. */
  readonly answered: ReadonlyMap<string, number>;
}

const eperm = 1;
const passing = new Set(['SCMP_ACT_ALLOW', 'SCMP_ACT_LOG']);

/**
 * Reads an OCI seccomp profile (runtime-spec config-linux.md, "Seccomp"). Where two rules without conditions name one
 * call, the first wins, as in libseccomp; one without conditions beats those with. Gives `profile-invalid` for what is
 * not a JSON object of that shape.
 */
export function readEnforcedProfile(text: string, source = '-'): Result<EnforcedProfile> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail({ kind: 'profile-invalid', source, what: 'not JSON' });
  }
  if (!isObject(json) || typeof json.defaultAction !== 'string') {
    return fail({ kind: 'profile-invalid', source, what: 'defaultAction' });
  }
  const syscalls = json.syscalls ?? [];
  if (!Array.isArray(syscalls)) return fail({ kind: 'profile-invalid', source, what: 'syscalls' });
  const decided = new Map<string, { readonly action: string; readonly errno: number }>();
  const conditional = new Set<string>();
  for (const [index, rule] of syscalls.entries()) {
    if (!isObject(rule) || typeof rule.action !== 'string' || !isNames(rule.names)) {
      return fail({ kind: 'profile-invalid', source, what: `syscalls[${index}]` });
    }
    const unconditional = !Array.isArray(rule.args) || rule.args.length === 0;
    const effect = { action: rule.action, errno: numberOr(rule.errnoRet, eperm) };
    for (const name of rule.names) {
      if (!unconditional) conditional.add(name);
      else if (!decided.has(name)) decided.set(name, effect);
    }
  }
  const allowed = new Set<string>();
  const answered = new Map<string, number>();
  for (const [name, effect] of decided) {
    conditional.delete(name);
    if (passing.has(effect.action)) allowed.add(name);
    else if (effect.action === 'SCMP_ACT_ERRNO') answered.set(name, effect.errno);
  }
  const defaultErrno = numberOr(json.defaultErrnoRet, eperm);
  return ok({ text, defaultAction: json.defaultAction, defaultErrno, allowed, conditional, answered });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
