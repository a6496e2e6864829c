import type { Workload } from '../workload.ts';

/** Programs of a plain Debian system, alone and piped together. */
export const shellWorkloads: readonly Workload[] = [
  { name: 'true', argv: ['/bin/true'], status: 0, prints: '', needs: [] },
  { name: 'exit-status', argv: ['sh', '-c', 'echo leaving; exit 42'], status: 42, prints: 'leaving\n', needs: [] },
  {
    name: 'pipeline',
    argv: ['sh', '-c', 'seq 1 5000 | grep 7 | sort -rn | uniq | head -n 3; seq 1 100 | wc -l | tr -d " "'],
    status: 0,
    prints: '4997\n4987\n4979\n100\n',
    needs: [],
  },
  {
    name: 'bash-jobs',
    argv: ['bash', '{dir}/jobs.sh'],
    files: {
      'jobs.sh': [
        'set -m',
        'sleep 0.05 & sleep 0.1 &',
        'jobs | wc -l',
        'wait -n; wait',
        'diff <(seq 3) <(seq 4)',
        'coproc cat; echo through >&"${COPROC[1]}"; read -r line <&"${COPROC[0]}"; echo "$line"',
        'exec {COPROC[1]}>&-; wait',
        'trap "echo usr1" USR1; kill -USR1 $$',
        'mkfifo pipe; (echo fifo >pipe) & cat pipe; wait',
        'ulimit -n 64; ulimit -n; umask 077; cat <<<here',
      ].join('\n'),
    },
    status: 0,
    prints: '2\n3a4\n> 4\nthrough\nusr1\nfifo\n64\nhere\n',
    needs: ['bash', 'mkfifo', 'diff'],
  },
  {
    name: 'find-sort-awk',
    argv: [
      'sh',
      '-c',
      'mkdir -p a/b c; touch a/1 a/b/2 c/3; ln -s 1 a/l; mv c/3 c/4; find . -type f | sort | xargs -n1 basename | awk \'{s=s"/"$0} END {print s}\'; stat -c %h a; rm -r a',
    ],
    status: 0,
    prints: '/1/2/4\n3\n',
    needs: ['find', 'awk', 'xargs', 'stat'],
  },
  {
    name: 'tar-gzip',
    argv: [
      'sh',
      '-c',
      'mkdir in out; seq 20000 >in/a; cp in/a in/b; tar czf all.tgz in; tar xzf all.tgz -C out; cmp in/a out/in/b; tar tzf all.tgz | sort; gzip -t all.tgz; sha256sum out/in/a | cut -c1-12',
    ],
    status: 0,
    prints: /^in\/\nin\/a\nin\/b\n[0-9a-f]{12}\n$/,
    needs: ['tar', 'gzip', 'cmp', 'sha256sum'],
  },
  {
    name: 'standard-input',
    argv: ['sh', '-c', 'tr a-z A-Z | fold -w 10 | tail -n 2'],
    stdin: 'abcdefghij'.repeat(20_000),
    status: 0,
    prints: 'ABCDEFGHIJ\nABCDEFGHIJ',
    needs: ['fold'],
  },
  {
    name: 'large-output',
    argv: ['sh', '-c', 'head -c 5000000 /dev/zero | tr "\\0" x'],
    status: 0,
    prints: /^x{5000000}$/,
    needs: [],
  },
  {
    name: 'child-killed-asleep',
    argv: [
      'sh',
      '-c',
      'sleep 100 & p=$!; (sleep 0.1; kill -9 $p) & wait $p; echo $?; sh -c "kill -TERM \\$\\$"; echo $?',
    ],
    status: 0,
    prints: '137\n143\n',
    needs: [],
  },
  {
    name: 'timeout-term',
    argv: ['timeout', '0.3', 'sleep', '100'],
    status: 124,
    prints: '',
    needs: ['timeout'],
  },
  {
    name: 'timeout-kill',
    argv: ['sh', '-c', 'timeout -s KILL 0.3 cat /dev/zero | tail -c 0; timeout -s KILL 0.2 sleep 100; echo $?'],
    status: 0,
    prints: '137\n',
    needs: ['timeout'],
  },
  {
    name: 'busybox-static',
    argv: [
      'busybox',
      'sh',
      '-c',
      'busybox seq 1 100 | busybox grep -c 7; busybox ls -a | busybox wc -l; busybox date -d @0 -u +%Y',
    ],
    status: 0,
    prints: '19\n2\n1970\n',
    needs: ['busybox'],
  },
  {
    name: 'git',
    argv: ['sh', '{dir}/commit.sh'],
    files: {
      'commit.sh': [
        'set -e',
        'git init -q -b main repo; cd repo',
        'seq 100 >file; git add .; git commit -qm one; seq 101 >file; git commit -qam two',
        'git log --oneline | wc -l; git diff --stat HEAD~ | tail -n 1; git gc -q; git fsck; git show HEAD:file | tail -n 1',
        'git clone -q . ../copy; git -C ../copy rev-parse --abbrev-ref HEAD',
      ].join('\n'),
    },
    env: {
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.org',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.org',
    },
    status: 0,
    prints: /^2\n 1 file changed.*\n101\nmain\n$/,
    needs: ['git'],
  },
  {
    name: 'openssl',
    argv: [
      'sh',
      '-c',
      'openssl genpkey -algorithm ed25519 -out key; openssl pkey -in key -pubout -out pub; echo text >t; openssl pkeyutl -sign -rawin -inkey key -in t -out sig; openssl pkeyutl -verify -rawin -pubin -inkey pub -in t -sigfile sig; openssl dgst -sha256 t',
    ],
    status: 0,
    prints: /Verified Successfully\nSHA2?-?256\(t\)= /,
    needs: ['openssl'],
  },
  {
    name: 'sqlite-cli',
    argv: ['sh', '-c', 'sqlite3 -batch db <in.sql; ls'],
    files: {
      'in.sql':
        'pragma journal_mode=wal;\ncreate table t(x);\ninsert into t values (1),(2);\nselect sum(x) from t;\nvacuum;\n',
    },
    status: 0,
    prints: 'wal\n3\ndb\nin.sql\n',
    needs: ['sqlite3'],
  },
  {
    name: 'perl',
    argv: [
      'perl',
      '-e',
      'use POSIX; use Time::HiRes; $|=1; pipe(R,W); if (my $p=fork) { close W; print <R>; waitpid $p,0; print $?>>8,"\\n" } else { close R; syswrite W,"child\\n"; POSIX::_exit(7) } $SIG{ALRM}=sub{print "alarm\\n"}; Time::HiRes::alarm(0.1); pause; print join(",",sort map {sqrt} 9,4),"\\n"; open F,">","f"; flock F,2; print F "x"; close F; print -s "f","\\n"',
    ],
    status: 0,
    prints: 'child\n7\nalarm\n2,3\n1\n',
    needs: ['perl'],
  },
];
