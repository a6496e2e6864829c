import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../temporary-folder.ts';

const source = fileURLToPath(new URL('../../scripts/audit-probe.c', import.meta.url));

/** The records that the kernel's audit log gets, of everything on this machine, as auditd writes them. */
export interface AuditSocket {
  /** All so far: what was logged before this was asked for is in it. */
  records(): Promise<string>;
  close(): void;
}

/** Listens to the kernel's audit log; every record comes, while the kernel's messages take only some. */
export async function openAuditSocket(): Promise<AuditSocket> {
  const probe = join(temporaryFolder(), 'probe');
  execFileSync('gcc', ['-O1', '-o', probe, source]);
  const child = spawn(probe, ['listen'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (data: string) => {
    text += data;
  });
  const until = async (mark: string): Promise<void> => {
    while (!text.includes(mark)) {
      if (child.exitCode !== null) throw new Error('the audit socket was closed');
      await delay(10);
    }
  };
  await until('# listening\n');
  text = '';
  let asked = 0;
  return {
    async records() {
      // Records come in order: when that of this call is there, those before it are.
      const mark = `last-${child.pid}-${asked++}`.slice(-15);
      execFileSync(probe, ['7ffc0000', 'native', '102', mark]);
      await until(`comm="${mark}"`);
      return text.slice(0, text.lastIndexOf('\n') + 1);
    },
    close() {
      child.kill();
    },
  };
}
