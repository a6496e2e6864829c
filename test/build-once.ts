import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Compiles `dist/` before any test: the command-line tests run what a user would install. */
export default function setup(): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}
