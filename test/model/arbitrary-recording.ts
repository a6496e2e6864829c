import fc from 'fast-check';
import { multiplexerOf } from '../../src/kernel/multiplexed.ts';
import { syscallNames } from '../../src/kernel/syscalls.ts';
import { type Abi, abis } from '../../src/model/abi.ts';
import { canonicalRecording } from '../../src/model/canonical-recording.ts';
import { endings } from '../../src/model/ending.ts';
import { type ObservedSyscall, type Recording, refusalSources, unseenKinds } from '../../src/model/recording.ts';
import { type Subject, subjectKinds } from '../../src/model/subject.ts';

/** Strings such as strangers write: ordinary ones, prototype keys, escapes, other scripts. */
export const hostileText = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '../../etc/passwd',
    'a\nb: c',
    '\u001b[31mred',
    '# x',
    "'",
    '"',
    '- a',
    '\u2028',
    'null',
    '~',
    '{}',
  ),
);

const count = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 1000 }) },
  fc.constant(Number.MAX_SAFE_INTEGER),
);

const outcomes = fc.record({
  returned: fc.nat(50),
  failures: fc.uniqueArray(
    fc.record({ errno: fc.constantFrom('ENOSYS', 'EPERM', 'EAGAIN', 'ENOENT'), times: fc.integer({ min: 1, max: 9 }) }),
    { maxLength: 3, selector: ({ errno }) => errno },
  ),
  otherFailures: fc.nat(3),
  unreturned: fc.nat(2),
  saturated: fc.integer({ min: 0, max: 20 }),
});

const events = fc.uniqueArray(
  fc.record({ event: fc.constantFrom('cap_capable', 'constructor', 'security_file_open'), times: count }),
  { minLength: 1, maxLength: 2, selector: ({ event }) => event },
);

const refusals = fc.uniqueArray(fc.record({ by: fc.constantFrom(...refusalSources), times: count }), {
  minLength: 1,
  maxLength: 2,
  selector: ({ by }) => by,
});

/** One call with outcomes that add up; now and then a count at its limit, or a source that shows no outcomes. */
function observedSyscall(name: fc.Arbitrary<string>): fc.Arbitrary<ObservedSyscall> {
  const entered = fc.option(count, { freq: 3, nil: undefined });
  const inside = fc.option(events, { freq: 3, nil: undefined });
  const refused = fc.option(refusals, { freq: 3, nil: undefined });
  return fc
    .tuple(name, fc.option(outcomes, { freq: 6 }), entered, inside, refused)
    .map(([syscall, returns, entries, insides, refusal]) => {
      const indirect = {
        ...(entries !== undefined && { entered: entries }),
        ...(insides !== undefined && { inside: insides }),
        ...(refusal !== undefined && { refused: refusal }),
      };
      if (returns === null) return { name: syscall, calls: Object.keys(indirect).length === 0 ? 1 : 0, ...indirect };
      const { returned, failures, otherFailures, unreturned, saturated } = returns;
      const failed = otherFailures + failures.reduce((total, { times }) => total + times, 0);
      const calls = saturated === 0 ? Number.MAX_SAFE_INTEGER : returned + failed + unreturned || 1;
      return {
        name: syscall,
        calls,
        ...(failed > 0 && { failed }),
        ...(failures.length > 0 && { errnos: failures }),
        ...(unreturned > 0 && { unreturned }),
        ...indirect,
      };
    });
}

/** Calls of an ABI, those that the policies look at more often than others. */
function syscallsOf(abi: Abi): fc.Arbitrary<ObservedSyscall[]> {
  const interesting = [
    'clone',
    'clone3',
    'rt_sigaction',
    'futex',
    'poll',
    'statx',
    'exit_group',
    'read',
    'accept',
    'execve',
    'listen',
  ].filter((name) => syscallNames(abi).includes(name) || multiplexerOf(abi, name) !== undefined);
  const name = fc.oneof(fc.constantFrom(...interesting), fc.constantFrom(...syscallNames(abi)));
  return fc.uniqueArray(observedSyscall(name), { minLength: 1, maxLength: 12, selector: (one) => one.name });
}

/** A subject; the names are as bad as they come. */
export const arbitrarySubject: fc.Arbitrary<Subject> = fc.record({
  kind: fc.constantFrom(...subjectKinds),
  name: hostileText,
});

/**
 * A recording in canonical form with calls that exist.
 * @param options.abis the ABIs to choose from, all by default
 * @param options.subject a fixed subject
 */
export function arbitraryRecording(
  options: { readonly abis?: readonly Abi[]; readonly subject?: Subject } = {},
): fc.Arbitrary<Recording> {
  const some = fc.subarray([...(options.abis ?? abis)], { minLength: 1, maxLength: 3 });
  return fc
    .record({
      format: fc.constant('seccinch-recording' as const),
      version: fc.constant(1 as const),
      subject: options.subject === undefined ? arbitrarySubject : fc.constant(options.subject),
      runs: fc.nat(5),
      origins: fc.array(
        fc.record(
          {
            format: fc.constantFrom('strace-log', 'strace-summary', 'tracee'),
            tool: hostileText,
            kernel: hostileText,
            unseen: fc.subarray([...unseenKinds], { minLength: 1 }),
          },
          { requiredKeys: ['format'] },
        ),
        { maxLength: 3 },
      ),
      endings: fc.array(fc.record({ how: fc.constantFrom(...endings), times: count }), { maxLength: 3 }),
      gaps: fc.array(
        fc.record(
          {
            kind: fc.constantFrom('line-unparsable', 'syscall-unknown', 'from-the-future', 'constructor'),
            what: hostileText,
            times: count,
          },
          { requiredKeys: ['kind', 'times'] },
        ),
        { maxLength: 3 },
      ),
      abis: some.chain((chosen) =>
        fc.tuple(...chosen.map((abi) => syscallsOf(abi).map((syscalls) => ({ abi, syscalls })))),
      ),
      capabilities: fc.array(fc.record({ name: fc.constantFrom('CAP_CHOWN', 'CAP_NET_RAW'), times: count }), {
        maxLength: 2,
      }),
    })
    .map((recording) => canonicalRecording(recording));
}
