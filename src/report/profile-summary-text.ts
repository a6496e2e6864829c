import { type ProblemKind, problemKinds } from '../model/problem-kinds.ts';
import type { Gap } from '../model/recording.ts';
import type { ProfileSummary, WrittenFile } from '../model/verdict.ts';
import { printable } from './printable.ts';
import { paint, type ReportContext, wrapWords } from './reporter.ts';

/** The width of what stands before the names of a row. */
export const label = 26;

/** What a profile allows, by reason, and beside an engine's default. */
export function profileSummaryText(summary: ProfileSummary, context: ReportContext): string {
  const rows: [number, string, readonly string[]][] = [
    [summary.observed.length, 'observed', summary.observed],
    [summary.unreturned.length, 'never seen returning', summary.unreturned],
    [summary.attempted.length, 'refused by a filter', summary.attempted],
    [summary.inside.length, 'seen by events inside', summary.inside],
    [summary.runtime.length, 'for the container runtime', summary.runtime],
    [summary.unseen.length, 'not shown by Tracee', summary.unseen],
  ];
  for (const fallback of summary.fallbacks) {
    rows.push([fallback.syscalls.length, `fallback: ${fallback.rule}`, fallback.syscalls]);
  }
  let text = '';
  for (const [count, title, names] of rows) {
    if (count === 0) continue;
    text += `${String(count).padStart(5)} ${title.padEnd(label)} ${listed(names, context)}\n`;
  }
  const total = `${String(summary.allowed).padStart(5)} allowed`;
  text += `${paint(context, 'bold', total)}${wrapWords(comparison(summary).split(' '), context.width, total.length, 6, ' ')}\n`;
  if (summary.refused.length > 0) {
    const names = summary.refused.map((rule) => `${rule.syscall} (${rule.errno})`);
    text += `${String(names.length).padStart(5)} ${'answered with an errno'.padEnd(label)} ${listed(names, context)}\n`;
  }
  const beyond = summary.against?.beyond ?? [];
  if (summary.against !== undefined && beyond.length > 0) {
    const title = `beyond ${summary.against.title}`;
    text += paint(
      context,
      'yellow',
      `${String(beyond.length).padStart(5)} ${title.padEnd(label)} ${listed(beyond, context)}\n`,
    );
  }
  const privileges = summary.noNewPrivileges ? 'set' : 'not set';
  text += paint(
    context,
    'dim',
    `      everything else: ${summary.defaultAction}; ${summary.architectures.join(', ')}; no_new_privs ${privileges}\n`,
  );
  return text;
}

function comparison(summary: ProfileSummary): string {
  const other = summary.against;
  if (other === undefined) return '';
  const some = other.conditional === 0 ? '' : `, and ${other.conditional} for some arguments`;
  return `; ${other.title} allows ${other.allowed}${some}, of ${other.known}`;
}

/** Names behind a label. A summary is short: two lines of them, then how many more; all of them where nothing is left out. */
export function listed(names: readonly string[], context: ReportContext): string {
  const indent = label + 7;
  const room = Math.max(24, context.width - indent);
  let used = 0;
  let shown = 0;
  if (context.verbose) return wrapWords(names, context.width, indent, indent);
  for (const name of names) {
    used += name.length + 2;
    if (used > room * 2 - 12) break;
    shown += 1;
  }
  const words = names.slice(0, shown);
  if (shown < names.length) words.push(`… ${names.length - shown} more`);
  return wrapWords(words, context.width, indent, indent);
}

/** What a recording may lack, one line a gap, with what to do about each kind. */
export function gapsText(gaps: readonly Gap[], context: ReportContext): string {
  let text = '';
  for (const gap of gaps) {
    const info = Object.hasOwn(problemKinds, gap.kind) ? problemKinds[gap.kind as ProblemKind] : undefined;
    const what = gap.what === undefined ? '' : `: ${printable(gap.what)}`;
    const times = gap.times > 1 ? ` (${gap.times} times)` : '';
    const line = `${info?.title ?? printable(gap.kind)}${what}${times}`;
    text += `  ${paint(context, 'yellow', '!')} ${wrapWords(line.split(' '), context.width, 4, 4, ' ')}\n`;
    if (info !== undefined)
      text += `    ${paint(context, 'dim', wrapWords(info.fix.split(' '), context.width, 4, 4, ' '))}\n`;
  }
  return text;
}

const roles: Record<WrittenFile['role'], string> = {
  recording: 'what was seen: keep it, merge it',
  seccomp: 'the profile',
  kubernetes: 'the securityContext',
  other: '',
};

/** The files that were written. A long path is not cut: it is there to be copied. */
export function filesText(files: readonly WrittenFile[], context: ReportContext): string {
  const paths = files.map((file) => printable(file.path, 4096));
  const widest = Math.max(...paths.map((path) => path.length), 0);
  return files
    .map((file, index) =>
      `  ${(paths[index] ?? '').padEnd(widest)}  ${paint(context, 'dim', roles[file.role])}`.trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
