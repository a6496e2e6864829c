import type { CapturePlan } from '../../src/scan/capture-plan.ts';

/**
 * What a plan asks of a parsed line: the same as the scanner is to give, found without it. Objects with nothing in them are
 * left out: the scanner may give them or not.
 */
export function pick(value: unknown, plan: CapturePlan): object {
  const picked: Record<string, unknown> = {};
  if (!isObject(value)) return picked;
  for (const [key, what] of plan.keys) {
    if (!Object.hasOwn(value, key)) continue;
    const there = value[key];
    if (what === 'errno') picked.returnValue = errnoOf(there);
    else if (typeof what === 'string') picked[key] = there;
    else if ('keys' in what) {
      const inner = pick(there, what);
      if (Object.keys(inner).length > 0) picked[key] = inner;
    } else if (Array.isArray(there)) {
      const elements = there.filter((element) => isObject(element) && what.named.includes(String(element.name)));
      const others = elements.filter(({ name }) => name !== 'returnValue');
      if (others.length > 0) picked[key] = others;
      for (const { name, int64, value: plain } of elements) {
        // The first one is meant (tracee-extract.ts).
        if (name === 'returnValue') picked.returnValue ??= errnoOf(int64 === undefined ? plain : Number(int64));
      }
    }
  }
  return picked;
}

function errnoOf(value: unknown): unknown {
  return typeof value === 'number' && value < 0 && value >= -4095 ? value : 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
