// Small programs for make-tracee-fixtures.mjs: each shows something that Tracee tells in a way of its own, with few calls.

const bare = ['-nostdlib', '-fno-stack-protector'];
const syscall = `
  static long sc(long n, long a, long b, long c, long d) {
    long r; register long r10 __asm__("r10") = d;
    __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory"); return r; }`;

/** @type {Readonly<Record<string, { readonly source: string, readonly flags?: readonly string[] }>>} */
export const workloadPrograms = {
  quiet: { source: 'int main(void) { return 0; }' },
  // A call interrupted by a signal, and rt_sigreturn, which no event of a single call tells.
  signals: {
    source: `
      #include <signal.h>
      #include <sys/time.h>
      #include <unistd.h>
      static void handle(int signal) { (void)signal; }
      int main(void) {
        struct sigaction action = {.sa_handler = handle};
        struct itimerval soon = {{0, 0}, {0, 20000}};
        sigaction(SIGALRM, &action, 0); setitimer(ITIMER_REAL, &soon, 0); pause();
        kill(getpid(), SIGALRM); return 0; }`,
  },
  threads: {
    flags: ['-pthread'],
    source: `
      #include <pthread.h>
      #include <unistd.h>
      static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
      static void *work(void *unused) { (void)unused; pthread_mutex_lock(&lock); pthread_mutex_unlock(&lock); return 0; }
      int main(void) {
        pthread_t one;
        pthread_mutex_lock(&lock); pthread_create(&one, 0, work, 0); usleep(20000);
        pthread_mutex_unlock(&lock); pthread_join(one, 0); return 0; }`,
  },
  // A server that waits in accept4 when it is killed: what an idle server looks like to events told on return.
  server: {
    source: `
      #define _GNU_SOURCE
      #include <arpa/inet.h>
      #include <signal.h>
      #include <sys/socket.h>
      #include <unistd.h>
      int main(void) {
        struct sockaddr_in at = {.sin_family = AF_INET}; socklen_t size = sizeof at; char text[8]; int on = 1;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        int s = socket(AF_INET, SOCK_STREAM, 0);
        setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        at.sin_port = htons(18080); bind(s, (void *)&at, size); listen(s, 8);
        if (fork() == 0) {
          int c = socket(AF_INET, SOCK_STREAM, 0);
          connect(c, (void *)&at, size); send(c, "hello", 5, 0); recv(c, text, sizeof text, 0); close(c);
          usleep(50000); kill(getppid(), SIGKILL); _exit(0); }
        int c = accept4(s, 0, 0, SOCK_CLOEXEC);
        recv(c, text, sizeof text, 0); send(c, "world", 5, 0); close(c);
        accept4(s, 0, 0, SOCK_CLOEXEC); return 0; }`,
  },
  // A process killed while it waits, and its parent that waits for it.
  killed: {
    source: `
      #include <signal.h>
      #include <sys/wait.h>
      #include <unistd.h>
      int main(void) {
        int child = fork();
        if (child == 0) { pause(); _exit(0); }
        usleep(50000); kill(child, SIGKILL); waitpid(child, 0, 0); return 0; }`,
  },
  // Two programs with a pipe between them, and one that is not there.
  pipeline: {
    flags: bare,
    source: `${syscall}
      static long p[1], text[1];
      void run(long *stack) {
        char *self[] = {"pipeline", "x", 0}, *none[] = {"none", 0};
        if (stack[0] == 1) {
          sc(293, (long)p, 0, 0, 0); int *ends = (int *)p;
          if (sc(57, 0, 0, 0, 0) == 0) { sc(33, ends[1], 1, 0, 0); sc(3, ends[0], 0, 0, 0); sc(3, ends[1], 0, 0, 0);
            sc(59, (long)"./pipeline", (long)self, 0, 0); }
          if (sc(57, 0, 0, 0, 0) == 0) { sc(59, (long)"./none", (long)none, 0, 0); sc(60, 127, 0, 0, 0); }
          sc(3, ends[1], 0, 0, 0); sc(0, ends[0], (long)text, 8, 0);
          sc(61, -1, 0, 0, 0); sc(61, -1, 0, 0, 0); sc(61, -1, 0, 0, 0); }
        else sc(1, 1, (long)"hello", 5, 0);
        sc(231, 0, 0, 0, 0); }
      __asm__(".globl _start; _start: mov %rsp, %rdi; and $-16, %rsp; call run");`,
  },
  // Numbers past Tracee's table: three that it gives to 32-bit calls, one that nobody has.
  newer: {
    flags: bare,
    source: `${syscall}
      void _start(void) {
        sc(39, 0, 0, 0, 0); sc(449, 0, 0, 0, 0); sc(451, -1, 0, 0, 0); sc(452, -1, 0, 0, 0); sc(999, 1, 2, 3, 0);
        sc(3, 99, 0, 0, 0); sc(231, 0, 0, 0, 0); }`,
  },
};
