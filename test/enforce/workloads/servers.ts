import type { Workload } from '../workload.ts';

const nginxConf = (port: number, user: string) =>
  [
    `${user}daemon off; pid {dir}/nginx.pid; error_log {dir}/error.log; worker_processes 2;`,
    'events { worker_connections 64; }',
    'http {',
    '  access_log {dir}/access.log; client_body_temp_path {dir}/b; proxy_temp_path {dir}/p; fastcgi_temp_path {dir}/f;',
    '  uwsgi_temp_path {dir}/u; scgi_temp_path {dir}/s; sendfile on; gzip on; types { text/plain txt; }',
    `  server { listen 127.0.0.1:${port}; root {dir}; location /back/ { proxy_pass http://127.0.0.1:${port}/; } }`,
    '}',
  ].join('\n');

// What a client does that comes too early (a look at the socket's error, a sleep), and a shell that has to wait: whether
// it happens is a matter of luck, so that each of these workloads begins with it.
const tooEarly = (command: string) => `${command}; sleep 0.05 & wait $!`;
const waitFor = (command: string) => `n=0; until ${command}; do n=$((n+1)); [ $n -lt 300 ] || exit 1; sleep 0.02; done`;

/** Servers with their clients: inside the recorded command, or on the host, stopped from outside. */
export const serverWorkloads: readonly Workload[] = [
  {
    name: 'nginx-with-curl',
    argv: ['sh', '{dir}/run.sh'],
    files: {
      'nginx.conf': nginxConf(18711, 'user root; '),
      'page.txt': `${'page '.repeat(100_000)}\n`,
      'run.sh': [
        tooEarly('curl -sf -o got http://127.0.0.1:18711/page.txt'),
        'nginx -e {dir}/error.log -c {dir}/nginx.conf &',
        waitFor('curl -sf -o got http://127.0.0.1:18711/page.txt'),
        'cmp got page.txt && echo same; curl -s --compressed http://127.0.0.1:18711/back/page.txt | wc -c',
        'curl -s -o /dev/null -w "%{http_code}\\n" http://127.0.0.1:18711/none; kill -QUIT $!; wait $!; echo $?',
      ].join('\n'),
    },
    status: 0,
    prints: 'same\n500001\n404\n0\n',
    needs: ['nginx', 'curl', 'cmp'],
  },
  {
    name: 'nginx-stopped',
    argv: ['nginx', '-e', '{dir}/error.log', '-c', '{dir}/nginx.conf'],
    // Large enough to come back in pieces, so that the proxy always reads the rest of it with readv(2).
    files: { 'nginx.conf': nginxConf(18712, 'user root; '), 'page.txt': `${'page '.repeat(100_000)}\n` },
    service: {
      port: 18712,
      exercise: 'for path in page.txt back/page.txt; do curl -sf http://127.0.0.1:18712/$path | wc -c; done',
      answers: '500001\n500001\n',
    },
    status: 0,
    prints: '',
    needs: ['nginx', 'curl'],
  },
  {
    name: 'nginx-as-user',
    argv: ['nginx', '-e', '{dir}/error.log', '-c', '{dir}/nginx.conf'],
    files: { 'nginx.conf': nginxConf(18713, ''), 'page.txt': 'page\n' },
    uid: 1000,
    service: { port: 18713, exercise: 'curl -sf http://127.0.0.1:18713/page.txt', answers: 'page\n' },
    status: 0,
    prints: '',
    needs: ['nginx', 'curl'],
  },
  {
    name: 'redis-with-client',
    argv: ['sh', '{dir}/run.sh'],
    files: {
      'run.sh': [
        tooEarly('redis-cli -p 18714 ping >/dev/null 2>&1'),
        'redis-server --port 18714 --bind 127.0.0.1 --save "" --appendonly yes --dir {dir} --logfile {dir}/log &',
        waitFor('redis-cli -p 18714 ping >/dev/null 2>&1'),
        'redis-cli -p 18714 <in; redis-cli -p 18714 bgsave >/dev/null',
        waitFor('redis-cli -p 18714 info persistence | grep -q rdb_bgsave_in_progress:0'),
        'redis-cli -p 18714 shutdown nosave; wait $!; echo $?',
      ].join('\n'),
      in: 'set a 1\nincr a\nlpush l x y\nlrange l 0 -1\nexpire a 100\neval "return 7" 0\n',
    },
    status: 0,
    prints: 'OK\n2\n2\ny\nx\n1\n7\n0\n',
    needs: ['redis-server', 'redis-cli'],
  },
  {
    name: 'redis-stopped',
    argv: ['redis-server', '--port', '18715', '--bind', '127.0.0.1', '--dir', '{dir}', '--logfile', '{dir}/log'],
    service: { port: 18715, exercise: 'redis-cli -p 18715 set a 1 && redis-cli -p 18715 get a', answers: 'OK\n1\n' },
    uid: 1000,
    status: 0,
    prints: '',
    needs: ['redis-server', 'redis-cli'],
  },
  {
    name: 'python-http-stopped',
    argv: ['/usr/bin/python3', '{dir}/main.py'],
    files: {
      'main.py': [
        'import http.server, signal, sys',
        's = http.server.ThreadingHTTPServer(("127.0.0.1", 18716), http.server.SimpleHTTPRequestHandler)',
        'signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))',
        'http.server.SimpleHTTPRequestHandler.log_message = lambda *_: None',
        'print("listening", flush=True)',
        's.serve_forever()',
      ].join('\n'),
    },
    service: { port: 18716, exercise: 'curl -sf http://127.0.0.1:18716/main.py | wc -l', answers: '5\n' },
    status: 3,
    prints: 'listening\n',
    needs: ['/usr/bin/python3', 'curl'],
  },
];
