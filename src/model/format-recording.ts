import { canonicalRecording } from './canonical-recording.ts';
import { safeJson } from './json-text.ts';
import type { Recording } from './recording.ts';
import { recordingVersion } from './recording-version.ts';

/**
 * The text of a `*.recording.json`: canonical, so the same facts give the same bytes; one system call a line, so that a
 * diff shows what was added. Ends in a newline.
 */
export function formatRecording(recording: Recording): string {
  const { subject, runs, origins, endings, gaps, abis, capabilities } = canonicalRecording(recording);
  const lines = [
    '{',
    `  "format": "seccinch-recording",`,
    `  "version": ${recordingVersion},`,
    `  "subject": ${JSON.stringify(subject)},`,
    `  "runs": ${runs},`,
    `  "origins": ${list(origins, '  ')},`,
    `  "endings": ${list(endings, '  ')},`,
    `  "gaps": ${list(gaps, '  ')},`,
    abis.length === 0 ? '  "abis": [],' : '  "abis": [',
    ...abis.flatMap(({ abi, syscalls }, index) => [
      '    {',
      `      "abi": ${JSON.stringify(abi)},`,
      `      "syscalls": ${list(syscalls, '      ')}`,
      index === abis.length - 1 ? '    }' : '    },',
    ]),
    ...(abis.length === 0 ? [] : ['  ],']),
    `  "capabilities": ${list(capabilities, '  ')}`,
    '}',
  ];
  return safeJson(`${lines.join('\n')}\n`);
}

function list(items: readonly unknown[], indent: string): string {
  if (items.length === 0) return '[]';
  return `[\n${items.map((item) => `${indent}  ${JSON.stringify(item)}`).join(',\n')}\n${indent}]`;
}
