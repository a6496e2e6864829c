// Makes fixtures/traces/audit/<source>/ from records of this machine's kernel: node scripts/make-audit-fixtures.mjs
// Needs root on x86_64, gcc, dmesg, and ausearch for its part. The folder `handmade` is no work of this script. Then
// `npm run build` and `node scripts/expect-audit-fixtures.mjs` write the expectations, which are to be read before they are
// committed.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// A neutral place: it shows up in the records. One of the two has a blank, which the kernel writes in hex.
const workshop = '/tmp/w';
const probes = [join(workshop, 'act'), join(workshop, 'two words/act')];

/**
 * What the probe does in turn: the filter's action, whose call it is, its number, the comm it takes, which probe.
 * @type {[action: string, kind: string, number: number, comm: string, probe: number][]}
 */
const acts = [
  ['7ffc0000', 'native', 102, 'log', 0],
  ['50026', 'native', 104, 'errno', 0],
  ['50000', 'native', 104, 'errno', 0],
  ['30000', 'native', 107, 'trap', 0],
  ['7ff00000', 'native', 108, 'trace', 0],
  ['7fc00000', 'native', 124, 'notify', 0],
  ['0', 'native', 39, 'kill-thread', 0],
  ['80000000', 'native', 110, 'kill-process', 0],
  ['7ffc0000', 'i386', 199, 'log-i386', 0],
  ['0', 'i386', 200, 'kill-i386', 0],
  ['7ffc0000', 'native', 0x4000_0066, 'log-x32', 0],
  ['7ffc0000', 'native', 999, 'no-such-call', 0],
  ['7ffc0000', 'native', 63, 'my "proc', 1],
  ['7ffc0000', 'native', 63, 'two words', 1],
  ['7ffc0000', 'native', 63, 'h\u00E9 \u001B[31m', 1],
];

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const root = join(project, 'fixtures/traces/audit');
const kernel = `linux-${release().split('.', 2).join('.')}`;

rmSync(workshop, { recursive: true, force: true });
mkdirSync(join(workshop, 'two words'), { recursive: true });
try {
  run('gcc', ['-O1', '-o', probes[0] ?? '', join(project, 'scripts/audit-probe.c')]);
  copyFileSync(probes[0] ?? '', probes[1] ?? '');
  run('chmod', ['755', ...probes]);
  const socket = await fromSocket();
  save(kernel, 'socket.log', socket);
  const inDmesg = await fromDmesg();
  save(kernel, 'dmesg.log', ours(run('dmesg', []), inDmesg));
  save(kernel, 'dmesg-T.log', ours(run('dmesg', ['-T'], { LC_ALL: 'C', TZ: 'UTC' }), inDmesg));
  save(kernel, 'dmesg-x.log', ours(run('dmesg', ['-x', '--time-format', 'iso'], { TZ: 'UTC' }), inDmesg));
  const version = /[0-9.]+/.exec(spawnSync('ausearch', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[0];
  if (version === undefined) console.error('no ausearch here: its fixtures stay as they are');
  else {
    const log = join(root, kernel, 'socket.log');
    save(`ausearch-${version}`, 'interpreted.log', run('ausearch', ['-i', '-if', log], { LC_ALL: 'C', TZ: 'UTC' }));
    save(`ausearch-${version}`, 'plain.log', run('ausearch', ['-if', log], { LC_ALL: 'C', TZ: 'UTC' }));
  }
} finally {
  rmSync(workshop, { recursive: true, force: true });
}

/** All records of the probes, from the kernel's audit socket, in the form that auditd writes. */
async function fromSocket() {
  const listener = spawn(probes[0] ?? '', ['listen'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  listener.stdout.setEncoding('utf8').on('data', (/** @type {string} */ data) => {
    text += data;
  });
  await until(() => text.includes('# listening'), 'the listener');
  for (const [index, act] of acts.entries()) {
    const pid = probe(act);
    await until(() => text.includes(` pid=${pid} `), `record ${index}`);
  }
  listener.kill();
  return text
    .split('\n')
    .filter((line) => isOurs(line))
    .map((line) => `${line}\n`)
    .join('');
}

/** The probes' process ids, all of whose records are in the kernel's log: it takes only a few in some seconds. */
async function fromDmesg() {
  const pids = new Set();
  for (const act of acts) {
    for (;;) {
      const pid = probe(act);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      if (!run('dmesg', []).includes(` pid=${pid} `)) continue;
      pids.add(pid);
      break;
    }
  }
  return pids;
}

/** @param {string} text @param {ReadonlySet<unknown>} pids */
function ours(text, pids) {
  const lines = text.split('\n').filter((line) => isOurs(line) && pids.has(Number(/ pid=(\d+) /.exec(line)?.[1])));
  if (lines.length !== acts.length) throw new Error(`${lines.length} records of ${acts.length}`);
  return lines.map((line) => `${line}\n`).join('');
}

/** @param {string} line */
function isOurs(line) {
  return probes.some(
    (path) => line.includes(`exe="${path}"`) || line.includes(Buffer.from(path).toString('hex').toUpperCase()),
  );
}

/** Gives the process id. @param {(typeof acts)[number]} act */
function probe([action, kind, number, comm, which]) {
  const { pid, error } = spawnSync(probes[which] ?? '', [action, kind, String(number), comm]);
  if (error) throw error;
  return pid;
}

/** @param {() => boolean} condition @param {string} what */
async function until(condition, what) {
  for (let tries = 0; !condition(); tries++) {
    if (tries === 500) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
function run(command, args, env = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return stdout;
}

/** @param {string} folder @param {string} name @param {string} text */
function save(folder, name, text) {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, name), text);
}
