// `npm run demo`: the main job on a real workload, end to end. Records a web server, writes its profile, runs it again in a
// real container under that profile, and shows what is left of Docker's default.
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, ensureNodeModules, ensureSystemPackages, root } from './setup.mjs';

const name = 'demo';
const server = fileURLToPath(new URL('demo/server.mjs', import.meta.url));
const client = fileURLToPath(new URL('demo/client.mjs', import.meta.url));

ensureNodeModules();
ensureSystemPackages(['strace', 'runc']);
build();

const port = await freePort();
// Relative to the project's root, and left there to be looked at.
const folder = 'out';
title('1. Record: the server runs under strace, a client exercises it, then it is stopped');
recordServer();
title("2. The profile, beside Docker's default");
compareWithDocker();
title('3. Enforce: the same server in a container, under that profile');
await runContained();
console.log(`\nDone; the files are in ${folder}/. Now record your own:  node dist/bundle/bin.cjs record -- <command>`);

function recordServer() {
  const exercise = `'${process.execPath}' '${client}' ${port}`;
  const options = ['record', '-n', name, '-d', folder, '--ready', `tcp:${port}`, '--exercise', exercise];
  console.log(
    `$ seccinch record -n ${name} -d ${folder} --ready tcp:${port} --exercise 'node client.mjs ${port}' -- node server.mjs ${port}\n`,
  );
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'dist/bundle/bin.cjs'), ...options, '--', process.execPath, server, String(port)],
    { cwd: root, stdio: 'inherit' },
  );
  if (status !== 0) throw new Error(`recording ended with status ${status}`);
}

function compareWithDocker() {
  const profile = JSON.parse(readFileSync(join(root, folder, `${name}.seccomp.json`), 'utf8'));
  const docker = JSON.parse(readFileSync(join(root, 'profiles/defaults/docker.json'), 'utf8'));
  /** @type {Set<string>} */
  const ours = new Set(
    profile.syscalls.flatMap((/** @type {{action: string, names: string[]}} */ rule) =>
      rule.action === 'SCMP_ACT_ALLOW' ? rule.names : [],
    ),
  );
  const closed = docker.allowed.filter((/** @type {string} */ syscall) => !ours.has(syscall));
  bar('Docker', docker.allowed.length);
  bar('seccinch', ours.size);
  const telling = [
    'ptrace',
    'process_vm_readv',
    'process_vm_writev',
    'kcmp',
    'vmsplice',
    'shmat',
    'msgsnd',
    'mknod',
    'chroot',
    'setuid',
  ];
  const examples = telling.filter((syscall) => closed.includes(syscall));
  console.log(
    `\n${closed.length} syscalls that Docker's default leaves open are closed, among them ${examples.join(', ')}.`,
  );
}

/**
 * @param {string} title
 * @param {number} count
 */
function bar(title, count) {
  console.log(`  ${title.padEnd(9)} ${'█'.repeat(Math.round(count / 6))} ${count} allowed`);
}

async function runContained() {
  if (process.getuid?.() !== 0) {
    console.log('This step needs root, which runc wants here: run  sudo npm run demo  to see it.');
    return;
  }
  const enforce = await built('enforce/contained-run.js');
  const { readEnforcedProfile } = await built('enforce/enforced-profile.js');
  const { runc, runtimeVersion } = await built('enforce/runtime.js');
  const version = await runtimeVersion(runc);
  if (!version.ok) throw new Error(`runc does not run: ${version.problem.what}`);
  const text = readFileSync(join(root, folder, `${name}.seccomp.json`), 'utf8');
  const profile = readEnforcedProfile(text);
  if (!profile.ok) throw new Error('the profile cannot be read');
  let answers = '';
  const ran = await enforce.runContained({
    runtime: runc,
    bundle: {
      argv: [process.execPath, server, String(port)],
      env: new Map([['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin']]),
      cwd: '/',
      user: { uid: 0, gid: 0 },
      noNewPrivileges: true,
      seccomp: text,
      extra: [
        { source: dirname(process.execPath), destination: dirname(process.execPath), writable: false },
        { source: dirname(server), destination: dirname(server), writable: false },
      ],
      network: 'host',
    },
    watch: profile.value,
    outputLimit: 1 << 16,
    timeoutMs: 60_000,
    during: async (/** @type {{kill(signal: string): Promise<boolean>}} */ container) => {
      await portOpens();
      answers = (await promisify(execFile)(process.execPath, [client, String(port)])).stdout;
      await container.kill('SIGTERM');
    },
  });
  if (!ran.ok) throw new Error(`the container did not start: ${ran.problem.kind} ${ran.problem.what ?? ''}`);
  /** @type {{syscall?: string, by: string}[]} */
  const seen = ran.value.refusals?.workload ?? [];
  const refused = seen.filter(({ by }) => by === 'default');
  console.log(`runc ${version.value}, no_new_privs set; the client asks again:\n`);
  console.log(answers.replace(/^/gm, '  ').trimEnd());
  console.log(
    `\nThe server ended with status ${ran.value.status}; calls refused: ${refused.map((one) => one.syscall).join(', ') || 'none'}.`,
  );
  if (ran.value.status !== 0 || refused.length > 0 || answers === '') process.exitCode = 1;
}

/**
 * A module of the build, which is not there yet when this script is checked.
 * @param {string} path
 */
function built(path) {
  return import(new URL(`../dist/${path}`, import.meta.url).href);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function portOpens() {
  for (let tries = 0; tries < 300; tries += 1) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error('the server in the container does not answer');
}

/** @param {string} text */
function title(text) {
  console.log(`\n── ${text}\n`);
}
