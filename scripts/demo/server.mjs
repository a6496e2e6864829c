// The demo's workload: a small web server that does what servers do. It reads files, compresses on a thread pool, starts a
// child process, and ends on SIGTERM.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { gzip } from 'node:zlib';

const server = createServer(async (request, response) => {
  try {
    response.end(await answer(request.url));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});

/** @param {string | undefined} url */
async function answer(url) {
  if (url === '/os') return (await readFile('/etc/os-release', 'utf8')).split('\n')[0];
  if (url === '/gzip') {
    return new Promise((resolve, reject) => {
      gzip('seccinch '.repeat(1000), (error, bytes) => (error ? reject(error) : resolve(`${bytes.length} bytes`)));
    });
  }
  if (url === '/child') {
    return new Promise((resolve, reject) => {
      execFile('/bin/echo', ['from a child'], (error, out) => (error ? reject(error) : resolve(out.trim())));
    });
  }
  return 'hello';
}

server.listen(Number(process.argv[2]), '127.0.0.1');
process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
