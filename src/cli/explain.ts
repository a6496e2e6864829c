import { basename } from 'node:path';
import { readText } from '../io/read-text.ts';
import { loadDefaultProfile, loadProblemPage, loadRuntimeBases } from '../io/shipped-data.ts';
import { writeStream } from '../io/write-stream.ts';
import { isKnownSyscall } from '../kernel/syscalls.ts';
import { parseRecording } from '../model/parse-recording.ts';
import { fail, ok, type Problem, type ProblemKind, problemKinds, type Result } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import type { ExplainVerdict } from '../model/verdict.ts';
import { type BuildOptions, buildProfile } from '../policy/build.ts';
import { explainRules } from '../policy/explain-rules.ts';
import { selectorText } from '../policy/runtime-selector.ts';
import { explainText } from '../report/explain-text.ts';
import { reportJson } from '../report/json.ts';
import { syscallText } from '../report/syscall-text.ts';
import { describeSyscall } from '../review/describe-syscall.ts';
import { exitFailed, exitStatus } from './exit-status.ts';
import { readRecording } from './read-recordings.ts';
import { isRecording, readTextSide, sideProblems } from './read-side.ts';
import { parseTarget, type TargetOptions } from './resolution-target.ts';
import { type Telling, tellVerdict } from './tell-verdict.ts';
import { type GlobalOptions, tellProblems } from './terminal.ts';

/** The options of `explain`, as commander gives them. */
export interface ExplainOptions extends GlobalOptions, TargetOptions {
  readonly recording?: string;
  readonly output: 'text' | 'json';
}

/** `seccinch explain`: what is in a profile or recording and why, what a syscall or a message is. Gives the exit status. */
export async function explain(what: string, options: ExplainOptions): Promise<number> {
  const telling = { format: options.output, stream: process.stdout, options } satisfies Omit<Telling<never>, 'text'>;
  if (isKnownSyscall(what)) {
    const verdict = describeSyscall(what, await loadDefaults(), await loadRuntimeBases());
    await tellVerdict(verdict, [], { ...telling, text: syscallText });
    return 0;
  }
  if (isProblemKind(what)) {
    await writeStream(process.stdout, await problemText(what, options));
    return 0;
  }
  const text = await readGiven(what);
  if (!text.ok) {
    await tellProblems([text.problem], options);
    return exitFailed;
  }
  const answer = await (isRecording(text.value)
    ? explainRecording(parseRecording(text.value, what), what)
    : explainProfile(text.value, what, options));
  if (!answer.ok) {
    await tellProblems([answer.problem], options);
    return exitFailed;
  }
  const { verdict, problems } = answer.value;
  await tellVerdict(verdict, problems, { ...telling, text: explainText });
  return exitStatus(problems);
}

interface Answer {
  readonly verdict: ExplainVerdict;
  readonly problems: readonly Problem[];
}

async function explainRecording(read: Result<Recording>, source: string): Promise<Result<Answer>> {
  if (!read.ok) return read;
  const recording = read.value;
  const bases = await loadRuntimeBases();
  const built = buildProfile(recording, {
    bases,
    runtime: { kind: 'any' },
    noNewPrivileges: true,
    mode: 'enforce',
    defaultErrno: 'ENOSYS',
  });
  if (!built.ok) return built;
  const { profile, problems } = built.value;
  const rules = profile.rules.map(({ syscall, action, reasons }) => ({
    syscall,
    action: action.kind === 'allow' ? 'allow' : action.errno,
    reasons,
  }));
  const { name } = recording.subject;
  const verdict: ExplainVerdict = {
    kind: 'explain',
    name,
    source,
    madeWith: [],
    rules,
    missing: [],
    gaps: recording.gaps,
  };
  return ok({ verdict, problems });
}

async function explainProfile(text: string, source: string, options: ExplainOptions): Promise<Result<Answer>> {
  const target = parseTarget(options);
  if (!target.ok) return target;
  const file = await readTextSide(text, source, target.value);
  if (!file.ok) return file;
  const { profile } = file.value;
  const told = sideProblems(file.value);
  const beside = source.endsWith('.seccomp.json') ? source.replace(/\.seccomp\.json$/, '.recording.json') : undefined;
  const path = options.recording ?? beside;
  const recording = path === undefined ? undefined : await readRecording(path);
  if (options.recording !== undefined && recording !== undefined && !recording.ok) return recording;
  const found = recording?.ok ? explainRules(recording.value, await loadRuntimeBases(), profile) : undefined;
  if (found === undefined || !recording?.ok) {
    const names = new Map<string, string>();
    for (const { names: group, action } of profile.syscalls ?? []) {
      for (const syscall of group) if (!names.has(syscall)) names.set(syscall, action);
    }
    const rules = [...names]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([syscall, action]) => ({ syscall, action: allowed(action), reasons: [] }));
    const verdict: ExplainVerdict = { kind: 'explain', name: basename(source), source, rules, missing: [], gaps: [] };
    return ok({
      verdict,
      problems: [...told, { kind: 'recording-not-beside', source, ...(beside === undefined ? {} : { what: beside }) }],
    });
  }
  const rules = [...found.explained, ...found.unexplained.map((rule) => ({ ...rule, reasons: [] }))]
    .sort((a, b) => (a.syscall < b.syscall ? -1 : 1))
    .map(({ syscall, action, reasons }) => ({ syscall, action: allowed(action), reasons }));
  const { subject, gaps } = recording.value;
  const verdict: ExplainVerdict = {
    kind: 'explain',
    name: subject.name,
    source,
    ...(found.fit === 'exact' ? { madeWith: optionWords(found.options) } : {}),
    rules,
    missing: found.missing,
    gaps,
  };
  return ok({ verdict, problems: told });
}

function allowed(action: string): string {
  return action === 'SCMP_ACT_ALLOW' ? 'allow' : action;
}

function optionWords({
  runtime,
  noNewPrivileges,
  mode,
  defaultErrno,
  minKernel,
}: Omit<BuildOptions, 'bases'>): string[] {
  const words: string[] = [];
  if (runtime.kind !== 'any') words.push('--runtime', selectorText(runtime));
  if (!noNewPrivileges) words.push('--allow-privilege-escalation');
  if (mode !== 'enforce') words.push('--mode', mode);
  if (mode === 'enforce' && defaultErrno !== 'ENOSYS') words.push('--default-errno', defaultErrno);
  if (minKernel !== undefined) words.push('--min-kernel', `${minKernel.major}.${minKernel.minor}`);
  return words;
}

function isProblemKind(what: string): what is ProblemKind {
  return Object.hasOwn(problemKinds, what);
}

async function problemText(kind: ProblemKind, options: ExplainOptions): Promise<string> {
  const page = await loadProblemPage(kind);
  const verdict = { kind: 'problem', problem: kind, ...problemKinds[kind], page } as const;
  return options.output === 'json' ? reportJson({ verdict, problems: [] }, false) : page;
}

async function loadDefaults(): Promise<Awaited<ReturnType<typeof loadDefaultProfile>>[]> {
  return Promise.all((['docker', 'containerd', 'podman', 'cri-o'] as const).map((name) => loadDefaultProfile(name)));
}

async function readGiven(path: string): Promise<Result<string>> {
  const text = await readText(path);
  if (text.ok) return text;
  const word = text.problem.kind === 'input-not-found' && /^[A-Za-z0-9_]+$/.test(path);
  return word ? fail({ kind: 'explain-unknown', what: path }) : text;
}
