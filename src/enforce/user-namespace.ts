import { readFileSync } from 'node:fs';

/**
 * Whether this process is in a user namespace of its own, where root has rights over little: the first one maps every user
 * to itself, 0 to 2³²−2 (user_namespaces(7)).
 */
export function inUserNamespace(): boolean {
  try {
    return !/^\s*0\s+0\s+4294967295\s*$/.test(readFileSync('/proc/self/uid_map', 'utf8'));
  } catch {
    return false;
  }
}
