import { createHash } from 'node:crypto';
import type { Finding } from './review-findings.ts';

/**
 * For each finding a hash that stays the same when lines move and that no two have: of its rule, file and identity, and
 * which one it is where several have these. SHA-256 in hexadecimal.
 */
export function findingFingerprints(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, path, source, identity }) => {
    const key = JSON.stringify([rule, path ?? source, ...identity]);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return createHash('sha256')
      .update(before === 0 ? key : `${key}${before}`)
      .digest('hex');
  });
}
