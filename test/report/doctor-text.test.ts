import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ok } from '../../src/model/problem.ts';
import { diagnose } from '../../src/report/diagnose.ts';
import { doctorText } from '../../src/report/doctor-text.ts';
import { withWords } from '../../src/report/doctor-words.ts';
import { broken, type Changes, container, laptop, machineWith } from './machine.ts';

const plain = { color: false, width: 80, verbose: false };
const machines: Readonly<Record<string, Changes>> = { complete: {}, laptop, container, broken };

describe('a machine, as it is told', () => {
  it('reads as in the golden file', () => {
    const golden = fileURLToPath(new URL('golden/doctor.md', import.meta.url));
    let transcript = '# Machines, looked over\n';
    for (const [name, changes] of Object.entries(machines)) {
      const verdict = diagnose(machineWith(changes));
      transcript += `\n## ${name}\n\n\`\`\`\n${doctorText(verdict, plain)}\`\`\`\n`;
    }
    const { checks } = diagnose(machineWith(container));
    const verbose = doctorText(diagnose(machineWith(container)), { ...plain, verbose: true });
    transcript += `\n## container, verbose\n\n\`\`\`\n${verbose}\`\`\`\n`;
    transcript += `\n## container, its first checks as JSON\n\n\`\`\`json\n${JSON.stringify(checks.slice(0, 3).map(withWords), undefined, 2)}\n\`\`\`\n`;
    if (process.env.UPDATE_GOLDEN === '1' || !existsSync(golden)) {
      if (process.env.CI === 'true') throw new Error(`${golden} is missing`);
      writeFileSync(golden, transcript);
    }
    expect(transcript).toBe(readFileSync(golden, 'utf8'));
  });

  it.each(Object.entries(machines))('fits into 80 columns and takes 40: %s', (_, changes) => {
    const verdict = diagnose(machineWith(changes));
    const longest = (width: number): number =>
      Math.max(
        ...doctorText(verdict, { ...plain, width, verbose: true })
          .split('\n')
          .map((line) => line.length),
      );
    expect(longest(80)).toBeLessThanOrEqual(80);
    // A command is not broken.
    expect(longest(40)).toBeLessThanOrEqual(60);
  });

  it('says the same with colours', () => {
    const verdict = diagnose(machineWith(broken));
    const painted = doctorText(verdict, { ...plain, color: true });
    expect(painted).toContain('\u001b[31m');
    expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(doctorText(verdict, plain));
  });

  it('keeps commands in one piece, and lone backticks', () => {
    const odd = { record: { temporary: { path: `/tmp/\`${'x'.repeat(90)}`, usable: ok(undefined) } } };
    const text = doctorText(diagnose(machineWith({ ...laptop, ...odd })), plain);
    expect(text).toContain('`apt-get install auditd`, `dnf install audit` or\n             `apk add audit`.');
    expect(text).toContain('temporary files /tmp/`xxx');
  });

  it('shows hostile versions, kernels and words inert', () => {
    const text = doctorText(diagnose(machineWith(broken)), { ...plain, verbose: true });
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text).toContain('sparc64\\x1b[2J');
    expect(text).toContain('4.9.0\\x0a');
    expect(text).toContain('\\u{202e}evil');
  });
});
