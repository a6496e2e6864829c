// Reads what a thread called after it had loaded a seccomp filter.

// `strace -ff` writes a file a thread, a line a call: `name(args) = result`. A call that ends a thread has no result,
// one that execve(2) moved to another thread's file begins with `<... name resumed>`.
const call = /^([a-z_][a-z0-9_]*)\(/;
// libseccomp asks what the kernel can do with calls that fail (EFAULT, EINVAL); the one that returns 0 loads the filter.
const loaded = /^(?:prctl\(PR_SET_SECCOMP, SECCOMP_MODE_FILTER,|seccomp\(SECCOMP_SET_MODE_FILTER,).* = 0$/;
const entered = /^execve(?:at)?\(.* = 0$/;

/**
 * The names of the calls, as strace has them, between the one that loaded the filter and the execve(2) of the container's
 * entry point, which counts. Calls of a thread that this one starts meanwhile lie in a file of their own and are not seen;
 * that there is such a thread shows in a `clone` or `clone3` here.
 * @param {string} log what `strace -ff` wrote of one thread
 * @returns {Set<string> | undefined} nothing where the thread loaded no filter
 */
export function filteredCalls(log) {
  /** @type {Set<string> | undefined} */
  let calls;
  for (const line of log.split('\n')) {
    if (calls === undefined) {
      if (loaded.test(line)) calls = new Set();
      continue;
    }
    const name = call.exec(line)?.[1];
    if (name !== undefined) calls.add(name);
    if (entered.test(line)) break;
  }
  return calls;
}
