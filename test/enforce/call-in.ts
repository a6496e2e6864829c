import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/**
 * What a function of a built module gives in a process of its own, which these words start: `setpriv …` for another user,
 * `unshare …` for other namespaces. What goes in and out has to be what JSON can hold.
 *
 * @param module relative to `src/`, without its extension
 */
export function callIn(
  words: readonly string[],
  module: string,
  name: string,
  env: NodeJS.ProcessEnv = {},
  args: readonly unknown[] = [],
): unknown {
  const script = `
    const module = await import(${JSON.stringify(`${dist}${module}.js`)});
    process.stdout.write(JSON.stringify(await module[${JSON.stringify(name)}](...${JSON.stringify(args)})));
  `;
  const [file = process.execPath, ...rest] = [...words, process.execPath, '--input-type=module', '-e', script];
  return JSON.parse(execFileSync(file, rest, { encoding: 'utf8', env: { ...process.env, ...env } }));
}

/** Starts a program as a user without any right. */
export const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;

/** Starts a program as root without CAP_SYS_ADMIN, as in a container. */
export const asContainedRoot = ['setpriv', '--bounding-set=-sys_admin', '--inh-caps=-sys_admin'] as const;
