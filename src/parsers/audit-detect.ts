import type { Head } from '../io/byte-source.ts';
import { readAuditLine } from './audit-line.ts';

/** How many lines of the head are looked at: a machine's log may begin with something else than audit records. */
const lineSample = 400;
/** For a log without an audit record in its head: other formats of logs are not surer than that. */
const logScore = 0.4;
/** The kernel's messages are in it, where audit records may be: many logs are nothing but a program's own. */
const kernelSign = /^\[ *\d{1,10}\.\d{1,9}\]|[ >]kernel: |"_TRANSPORT"/;

/**
 * How sure it is that the head is a log in which the kernel's audit records stand. One of a filter is certain, one of
 * another type nearly so; of lines of a log without any, most have to be such lines, and one the kernel's.
 */
export function detectAudit(head: Head): number {
  const lines = head.text.replace(/^\u00EF\u00BB\u00BF/, '').split(/\r?\n/);
  if (!head.complete && lines.length > 1) lines.pop();
  let isKernels = false;
  const counts = { record: 0, 'other-record': 0, loss: 0, 'other-message': 0, unparsable: 0 };
  let all = 0;
  for (const line of lines.slice(0, lineSample)) {
    const { kind } = readAuditLine(line);
    if (kind === 'blank-line' || kind === 'separator') continue;
    counts[kind]++;
    isKernels ||= kernelSign.test(line);
    all++;
  }
  if (counts.record > 0) return 0.95;
  if (counts['other-record'] + counts.loss > 0) return 0.9;
  return isKernels && counts.unparsable * 10 < all ? logScore : 0;
}
