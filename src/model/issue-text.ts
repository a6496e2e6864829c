import type { z } from 'zod';

/** The first thing a schema found wrong, for `what` of a problem: `abis[0].syscalls[2].name: Invalid string`. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'unknown' : `${pathText(issue.path)}: ${issue.message}`;
}

function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? String(part) : `.${String(part)}`;
  }
  return text === '' ? 'the whole' : text;
}
