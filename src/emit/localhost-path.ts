import { fail, ok, type Result } from '../model/problem.ts';

// PATH_MAX (limits.h) less room for the kubelet's folder in front of it.
const longest = 3072;

/**
 * Checks the value of `--localhost-profile`: what `seccompProfile.localhostProfile` may hold. Kubernetes wants a
 * relative path without `..` (ValidateLocalhostDescendingPath, pkg/apis/core/validation); stricter here: no empty or
 * `.` parts, no trailing `/`, no control characters, no backslash.
 * @returns the path as given, or `localhost-profile-invalid`
 */
export function localhostPath(path: string): Result<string> {
  const parts = path.split('/');
  const bad =
    path.length > longest ||
    parts.some((part) => part === '' || part === '.' || part === '..') ||
    /[\p{C}\p{Zl}\p{Zp}\\]/u.test(path);
  return bad ? fail({ kind: 'localhost-profile-invalid', what: path }) : ok(path);
}
