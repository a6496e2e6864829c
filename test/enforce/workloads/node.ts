import type { Workload } from '../workload.ts';

function script(name: string, prints: string | RegExp, lines: readonly string[]): Workload {
  return {
    name: `node-${name}`,
    argv: [process.execPath, '{dir}/main.mjs'],
    files: { 'main.mjs': `${lines.join('\n')}\n` },
    status: 0,
    prints,
    needs: [process.execPath],
  };
}

/** Node: libuv's event loop, its thread pool, V8's own threads. */
export const nodeWorkloads: readonly Workload[] = [
  script('http', '200 POST 100000\nkept alive\n', [
    "import http from 'node:http';",
    "const server = http.createServer((q, r) => { let n = 0; q.on('data', (d) => (n += d.length)).on('end', () => r.end(`${q.method} ${n}`)); });",
    "await new Promise((r) => server.listen(0, '127.0.0.1', r));",
    'const url = `http://127.0.0.1:${server.address().port}/`;',
    "const answer = await fetch(url, { method: 'POST', body: 'x'.repeat(100000) });",
    'console.log(answer.status, await answer.text());',
    'const agent = new http.Agent({ keepAlive: true });',
    "for (let i = 0; i < 3; i++) await new Promise((r) => http.get(url, { agent }, (a) => a.resume().on('end', r)));",
    "agent.destroy(); server.close(() => console.log('kept alive'));",
  ]),
  script('workers', '6\nchild hello 5\nfiles true\nwatched\n', [
    "import { Worker } from 'node:worker_threads';",
    "import { spawn, execFileSync } from 'node:child_process';",
    "import fs from 'node:fs'; import { once } from 'node:events';",
    'const code = \'const { parentPort, workerData } = require("worker_threads"); parentPort.postMessage(workerData * 2)\';',
    'const workers = [0, 1, 2].map((workerData) => new Worker(code, { eval: true, workerData }));',
    "const sums = await Promise.all(workers.map(async (w) => (await Promise.all([once(w, 'message'), once(w, 'exit')]))[0][0]));",
    'console.log(sums.reduce((a, b) => a + b));',
    "const child = spawn('sh', ['-c', 'cat; exit 5'], { stdio: ['pipe', 'pipe', 'inherit'] });",
    "child.stdin.end('hello'); const [[out], [status]] = await Promise.all([once(child.stdout, 'data'), once(child, 'close')]);",
    'console.log(`child ${out} ${status}`);',
    "await fs.promises.writeFile('a', 'x'); await fs.promises.copyFile('a', 'b'); fs.renameSync('b', 'c'); fs.rmSync('c');",
    "fs.mkdirSync('d/e', { recursive: true }); fs.rmSync('d', { recursive: true });",
    "console.log('files', execFileSync('ls').toString() === 'a\\nmain.mjs\\n');",
    "const watcher = fs.watch('.'); setTimeout(() => fs.writeFileSync('a', 'y'), 20); await once(watcher, 'change'); watcher.close();",
    "console.log('watched');",
  ]),
  script('thread-pool', /^true 64\n[0-9a-f]{8}\n127\.0\.0\.1\nSIGUSR2 [0-9]+\n$/, [
    "import { pbkdf2, randomBytes, createHash } from 'node:crypto'; import { promisify } from 'node:util';",
    "import zlib from 'node:zlib'; import dns from 'node:dns/promises';",
    "const keys = await Promise.all([1, 2, 3, 4, 5].map(() => promisify(pbkdf2)('a', 'b', 1000, 64, 'sha512')));",
    'const big = randomBytes(1 << 20); const back = await promisify(zlib.gunzip)(await promisify(zlib.gzip)(big));',
    'console.log(back.equals(big), keys[4].length);',
    "console.log(createHash('sha256').update('x').digest('hex').slice(0, 8));",
    "console.log((await dns.lookup('localhost', 4)).address);",
    "setTimeout(() => process.kill(process.pid, 'SIGUSR2'), 10);",
    'const alive = setInterval(() => {}, 1000);',
    "process.on('SIGUSR2', (...a) => { console.log(...a); clearInterval(alive); });",
  ]),
];
