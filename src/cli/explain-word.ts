import { loadDefaultProfiles, loadProblemPage, loadRuntimeBases } from '../io/shipped-data.ts';
import { writeStream } from '../io/write-stream.ts';
import { membersOf, riskClasses } from '../kernel/syscall-risk.ts';
import { isKnownSyscall } from '../kernel/syscalls.ts';
import { type ProblemKind, problemKinds } from '../model/problem-kinds.ts';
import { reportJson } from '../report/json.ts';
import type { Reporter } from '../report/reporter.ts';
import { riskClassText } from '../report/risk-class-text.ts';
import { syscallText } from '../report/syscall-text.ts';
import { describeSyscall } from '../review/describe-syscall.ts';
import type { ExplainOptions } from './explain.ts';
import { explainLintRule } from './explain-lint-rule.ts';
import { tellVerdict } from './tell-verdict.ts';

/** Explains a word of its kind; false for any other word. */
type Explainer = (word: string, options: ExplainOptions) => Promise<boolean>;

// One for each kind of word. No word is of two kinds: names of syscalls have no hyphens, and a test holds the others apart.
const explainers: readonly Explainer[] = [explainSyscall, explainRiskClass, explainProblem, explainRule];

/** Tells what a word is, if it is one that seccinch knows: a syscall, a class of risk, a kind of problem, a rule of lint. */
export async function explainWord(word: string, options: ExplainOptions): Promise<boolean> {
  for (const explainer of explainers) if (await explainer(word, options)) return true;
  return false;
}

async function explainSyscall(word: string, options: ExplainOptions): Promise<boolean> {
  if (!isKnownSyscall(word)) return false;
  await tell(describeSyscall(word, await loadDefaultProfiles(), await loadRuntimeBases()), syscallText, options);
  return true;
}

async function explainRiskClass(word: string, options: ExplainOptions): Promise<boolean> {
  const found = riskClasses.get(word);
  if (found === undefined) return false;
  const { title, rule, reference } = found;
  const verdict = { kind: 'risk-class', name: word, title, rule, reference, members: membersOf(word) } as const;
  await tell(verdict, riskClassText, options);
  return true;
}

function explainRule(word: string, options: ExplainOptions): Promise<boolean> {
  return explainLintRule(word, options.output);
}

async function explainProblem(word: string, options: ExplainOptions): Promise<boolean> {
  if (!isProblemKind(word)) return false;
  const page = await loadProblemPage(word);
  const verdict = { kind: 'problem', problem: word, ...problemKinds[word], page } as const;
  const text = options.output === 'json' ? reportJson({ verdict, problems: [] }, false) : page;
  await writeStream(process.stdout, text);
  return true;
}

function isProblemKind(word: string): word is ProblemKind {
  return Object.hasOwn(problemKinds, word);
}

async function tell<V extends object>(verdict: V, text: Reporter<V>, options: ExplainOptions): Promise<void> {
  await tellVerdict(verdict, [], { format: options.output, text, stream: process.stdout, options });
}
