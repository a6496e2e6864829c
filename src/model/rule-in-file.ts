import type { ProfilePlaces } from './compared-source.ts';

/**
 * What speaks of a rule of a profile as it was resolved, speaking of the rule of the file instead: by its index there, which is
 * another one where rules before it do not apply, and its line. As it is where no rule or no file is known.
 */
export function ruleInFile<T extends { readonly rule?: number }>(
  found: T,
  places: ProfilePlaces | undefined,
): T & { readonly line?: number } {
  const place = found.rule === undefined ? undefined : places?.rules[found.rule];
  return place === undefined ? found : { ...found, rule: place.index, line: place.rule.line };
}
