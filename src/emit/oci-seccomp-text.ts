import type { OciSeccomp, OciSyscall } from '../model/oci-seccomp.ts';

type Json = string | number | bigint | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The text of a profile file: keys in one order, two spaces, one name a line so that a diff shows single calls, argument
 * values as plain digits (JSON.stringify has none for bigint, and a rounded 1.8446744073709552e+19 is another value).
 * Order of rules and names is kept. Ends in a newline.
 */
export function formatOciSeccomp(profile: OciSeccomp): string {
  const { defaultAction, defaultErrnoRet, architectures, flags, listenerPath, listenerMetadata, syscalls } = profile;
  const ordered = {
    defaultAction,
    defaultErrnoRet,
    architectures,
    flags,
    listenerPath,
    listenerMetadata,
    syscalls: syscalls?.map(syscall),
  };
  return formatExactJson(ordered);
}

/** Any JSON as `parseExactJson` gives it, in the same layout: keys as they come, two spaces, every digit. Ends in a newline. */
export function formatExactJson(value: object): string {
  return `${text(value as Json, '')}\n`;
}

function syscall({ names, action, errnoRet, args }: OciSyscall): Json {
  return {
    names,
    action,
    errnoRet,
    args: args?.map(({ index, value, valueTwo, op }) => ({ index, value, valueTwo, op })),
  };
}

function text(value: Json, indent: string): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (isList(value))
    return block(
      '[',
      ']',
      value.map((item) => text(item, inner)),
      indent,
    );
  const members = Object.entries(value).flatMap(([key, member]) =>
    member === undefined ? [] : [`${JSON.stringify(key)}: ${text(member, inner)}`],
  );
  return block('{', '}', members, indent);
}

function block(open: string, close: string, items: readonly string[], indent: string): string {
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`;
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
