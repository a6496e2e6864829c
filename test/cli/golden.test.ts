import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';

const golden = fileURLToPath(new URL('golden/', import.meta.url));
const inputs = fileURLToPath(new URL('inputs/', import.meta.url));

/** A golden file's name, and the command lines whose outcome it shows, run one after another in a copy of `inputs/`. */
const sessions: readonly (readonly [string, readonly (readonly string[])[]])[] = [
  [
    'help',
    [
      ['--help'],
      ['record', '--help'],
      ['ingest', '--help'],
      ['generate', '--help'],
      ['merge', '--help'],
      ['verify', '--help'],
      ['check', '--help'],
      ['diff', '--help'],
      ['review', '--help'],
      ['explain', '--help'],
      ['lint', '--help'],
      ['doctor', '--help'],
    ],
  ],
  [
    'usage-errors',
    [
      [],
      ['recrod'],
      ['generate'],
      ['generate', '--mode', 'loose', 'web.recording.json'],
      ['record'],
      ['record', '--for', 'soon', '--', 'true'],
      ['verify'],
      ['verify', 'app.seccomp.json'],
      ['verify', '--expect-exit', '256', 'app.seccomp.json', '--', 'true'],
      ['verify', '--env', '=1', 'app.seccomp.json', '--', 'true'],
      ['verify', 'missing.json', '--', 'true'],
    ],
  ],
  [
    'ingest',
    [
      ['ingest', 'summary.txt', '-O', 'app.recording.json'],
      ['ingest', 'summary.txt'],
      ['ingest', '-d', 'out', 'summary.txt', 'log.txt'],
      ['ingest', '-n', 'both', '-O', 'both.recording.json', 'summary.txt', 'log.txt.zst'],
      ['ingest', '-o', 'json', '-O', 'log.recording.json', 'log.txt.zst'],
      ['ingest', '--by', 'pod', 'log.txt'],
      ['ingest', '--threads', 'many', 'log.txt'],
    ],
  ],
  [
    'ingest-tracee',
    [
      ['ingest', '-d', 'recordings', 'tracee.ndjson'],
      ['ingest', '--by', 'pod', '--no-indirect', 'tracee.ndjson'],
      ['ingest', '--by', 'workload', '--select', 'workload=db', '-o', 'json', 'tracee.ndjson'],
      ['ingest', '--select', 'namespace=nowhere', 'tracee.ndjson'],
      ['ingest', '--select', 'ns=prod', 'tracee.ndjson'],
      ['ingest', '--strict', 'tracee.ndjson'],
      ['ingest', '-q', '-n', 'shop', '-O', 'shop.recording.json', 'tracee.ndjson', 'log.txt'],
      ['ingest', 'tracee-host.ndjson'],
      ['ingest', '--by', 'all', '-O', 'cut.recording.json', 'tracee-cut.ndjson.gz'],
    ],
  ],
  [
    'ingest-audit',
    [
      ['ingest', '-O', 'machine.recording.json', 'audit.log'],
      ['ingest', '--by', 'exe', '-d', 'found', 'audit.log'],
      [
        'ingest',
        '-q',
        '--by',
        'process',
        '--select',
        'exe=/usr/sbin/nginx',
        '-o',
        'json',
        '-d',
        'threads',
        'audit.log',
      ],
      ['ingest', '--select', 'exe=/usr/sbin/nginx', '-n', 'web', '-O', 'nginx.recording.json', 'audit.log'],
      ['explain', 'nginx.recording.json'],
      ['generate', '-n', 'web', 'web.recording.json', 'nginx.recording.json'],
      ['ingest', '--select', 'exe=nginx', 'audit.log'],
      ['ingest', '--by', 'pod', 'audit.log'],
      ['ingest', '--strict', 'audit.log'],
    ],
  ],
  [
    'generate',
    [
      ['generate', 'web.recording.json'],
      ['generate', '--emit', 'seccomp', '-O', '-', '--runtime', 'none', 'web.recording.json'],
      ['generate', '--emit', 'kubernetes', '--allow-privilege-escalation', '-O', '-', 'web.recording.json'],
      ['generate', '-o', 'json', '--dry-run', 'web.recording.json'],
    ],
  ],
  [
    'merge',
    [
      ['merge', 'web.recording.json', 'web.recording.json'],
      ['merge', 'web.recording.json', 'i386.recording.json'],
      ['merge', '-n', 'both', 'web.recording.json', 'i386.recording.json'],
    ],
  ],
  [
    'explain',
    [
      ['generate', '-q', 'web.recording.json'],
      ['explain', 'web.seccomp.json'],
      ['explain', 'web.recording.json'],
      ['explain', 'clone3'],
      ['explain', '-o', 'json', 'clone3'],
      ['explain', 'terminal-stdio'],
      ['explain', 'nonsense'],
    ],
  ],
  [
    'explain-risk',
    [
      ['explain', 'mount'],
      ['explain', 'socket'],
      ['explain', '-v', 'io_uring_setup'],
      ['explain', 'listns'],
      ['explain', 'socketcall'],
      ['explain', 'namespaces'],
      ['explain', '-o', 'json', 'hardware'],
      ['explain', 'risky.seccomp.json'],
      ['explain', '-o', 'json', 'risky.seccomp.json'],
      ['explain', 'nothing.seccomp.json'],
    ],
  ],
  [
    'check',
    [
      ['generate', '-q', 'web.recording.json'],
      ['check', 'web.seccomp.json', 'web.recording.json'],
      ['check', 'check.seccomp.json', 'web.recording.json', 'pod.recording.json', 'hostile.recording.json'],
      [
        'check',
        '--fail-on',
        'none',
        '--runtime',
        'runc@1.1.5',
        '-o',
        'json',
        'check.seccomp.json',
        'pod.recording.json',
      ],
      ['check', '--runtime', 'runc', 'conflict.seccomp.json', 'i386.recording.json'],
      ['check', 'web.seccomp.json', 'i386.recording.json'],
      ['generate', '-q', '--runtime', 'runc@1.2.7', '-n', 'old', 'web.recording.json'],
      ['check', '--runtime', 'runc@1.2.7', '--fail-on', 'any', 'old.seccomp.json', 'web.recording.json'],
      ['check', '--caps', 'none', 'docker-default', 'web.recording.json'],
      ['check', '-', '-'],
      ['check', 'garbage.txt', 'web.recording.json'],
      ['check', 'web.seccomp.json', 'missing.json'],
      ['check', '--runtime', 'lxc', 'web.seccomp.json', 'web.recording.json'],
    ],
  ],
  [
    'diff',
    [
      ['diff', 'old.seccomp.json', 'same.seccomp.json'],
      ['diff', 'old.seccomp.json', 'new.seccomp.json'],
      [
        'diff',
        '-r',
        'web.recording.json',
        '--fail-on',
        'risky',
        '--allow-list',
        'accepted.json',
        'old.seccomp.json',
        'new.seccomp.json',
      ],
      ['diff', '-v', '--fail-on', 'none', 'new.seccomp.json', 'old.seccomp.json'],
      ['diff', '--abi', 'aarch64', '--fail-on', 'any', 'old.seccomp.json', 'conflict.seccomp.json'],
      ['diff', '-o', 'json', '-O', 'diff.json', 'old.seccomp.json', 'new.seccomp.json'],
      ['diff', '--allow-list', 'bad-accepted.json', 'old.seccomp.json', 'new.seccomp.json'],
      ['diff', '-', '-'],
      ['diff', 'old.seccomp.json', 'missing.json'],
      ['diff', 'old.seccomp.json', 'garbage.txt'],
      ['diff', '--caps', 'EVERYTHING', 'old.seccomp.json', 'new.seccomp.json'],
      ['diff', 'old.seccomp.json'],
    ],
  ],
  [
    'lint',
    [
      ['generate', '-q', 'web.recording.json'],
      ['lint', 'web.seccomp.json'],
      ['lint', 'lint.seccomp.json'],
      ['lint', '--for', 'kubernetes', '--runtime', 'crun', 'docker.seccomp.json'],
      ['lint', '--fail-on', 'none', '-o', 'json', 'conflict.seccomp.json'],
      ['lint', '--fix', 'lint.seccomp.json'],
      ['lint', '--fix', 'lint.seccomp.json'],
      ['lint', '-O', 'report.txt', '.'],
      ['lint', 'garbage.txt', 'missing.json'],
      ['lint', '--fix', '-'],
      ['lint', '--libseccomp', 'newest', 'web.seccomp.json'],
      ['lint', '--runtime', 'lxc', 'web.seccomp.json'],
      ['explain', 'first-rule-wins'],
      ['explain', '-o', 'json', 'first-rule-wins'],
    ],
  ],
  [
    // Six rules of six conditions, which libseccomp does not finish with in minutes.
    'undecided',
    [
      ['diff', 'old.seccomp.json', 'meeting.seccomp.json'],
      ['diff', '-o', 'github', 'old.seccomp.json', 'meeting.seccomp.json'],
      ['check', 'meeting.seccomp.json', 'web.recording.json'],
      ['lint', '--runtime', 'none', 'meeting.seccomp.json'],
    ],
  ],
  [
    'bad-input',
    [
      ['ingest', 'garbage.txt'],
      ['ingest', 'empty.txt'],
      ['ingest', 'missing.txt'],
      ['ingest', '.'],
      ['ingest', 'truncated-table.txt'],
      ['generate', 'garbage.txt'],
      ['generate', 'hostile.recording.json'],
      ['generate', '-n', '../up', 'web.recording.json'],
    ],
  ],
];

describe('the command line, as its users meet it', () => {
  it.each(sessions)('%s', async (name, commands) => {
    const cwd = temporaryFolder();
    cpSync(inputs, cwd, { recursive: true });
    writeFileSync(join(cwd, 'empty.txt'), '');
    const before = new Set(readdirSync(cwd));
    let transcript = `# ${name}\n`;
    for (const args of commands) {
      const result = await runCli(args, { cwd });
      transcript += `\n## \`seccinch ${args.join(' ')}\`\n\nexit status ${result.status}\n`;
      if (result.stdout !== '') transcript += `\nstdout\n\n\`\`\`\n${result.stdout}\`\`\`\n`;
      if (result.stderr !== '') transcript += `\nstderr\n\n\`\`\`\n${result.stderr}\`\`\`\n`;
    }
    const made = (readdirSync(cwd, { recursive: true }) as string[]).filter((file) => !before.has(file)).sort();
    transcript += `\n## files made\n\n${made.map((file) => `- ${file}\n`).join('') || 'none\n'}`;
    const file = join(golden, `${name}.md`);
    if (process.env.UPDATE_GOLDEN === '1' || !existsSync(file)) {
      if (process.env.CI === 'true') throw new Error(`${file} is missing`);
      mkdirSync(golden, { recursive: true });
      writeFileSync(file, transcript);
    }
    expect(transcript).toBe(readFileSync(file, 'utf8'));
  });
});
