import { parseExactJson } from './exact-json.ts';
import { firstIssue } from './issue-text.ts';
import { JsonSyntaxError } from './json-tree.ts';
import { type OciSeccomp, ociSeccompSchema } from './oci-seccomp.ts';
import { fail, ok, type Result } from './problem.ts';

/**
 * Reads a profile in plain OCI form, argument values exact to the last digit. A byte order mark is passed over.
 * @param label the file's name, for the problem
 * @returns `profile-not-plain` for the conditions of Docker's and Podman's dialects, which would change its meaning if
 *   they were passed over; `profile-invalid` for anything else that is not such a profile: `what` is the path of the
 *   first thing wrong and what is wrong with it
 */
export function readOciSeccomp(text: string, label: string): Result<OciSeccomp> {
  let json: unknown;
  try {
    json = parseExactJson(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    if (text.trim() === '') return fail({ kind: 'profile-invalid', source: label, what: 'empty' });
    return fail({ kind: 'profile-invalid', source: label, line: error.line, what: 'not JSON' });
  }
  const dialect = dialectKey(json);
  if (dialect !== undefined) return fail({ kind: 'profile-not-plain', source: label, what: dialect });
  const parsed = ociSeccompSchema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  return fail({ kind: 'profile-invalid', source: label, what: firstIssue(parsed.error) });
}

// moby/profiles seccomp/seccomp.go and container-libs common/pkg/seccomp/types.go. Empty conditions, which old Docker
// profiles have on every rule, mean nothing.
const ofProfile = ['archMap', 'defaultErrno'];
const ofRule = ['name', 'includes', 'excludes', 'errno'];

function dialectKey(json: unknown): string | undefined {
  if (!isObject(json)) return undefined;
  const top = ofProfile.find((key) => saysSomething(json[key]));
  if (top !== undefined) return top;
  const rules = Array.isArray(json.syscalls) ? json.syscalls : [];
  for (const [index, rule] of rules.entries()) {
    const key = isObject(rule) ? ofRule.find((one) => saysSomething(rule[one])) : undefined;
    if (key !== undefined) return `syscalls[${index}].${key}`;
  }
  return undefined;
}

function saysSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
