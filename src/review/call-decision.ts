import type { Course } from '../filter/condition-program.ts';
import type { LoadedFilter } from '../filter/loaded-filter.ts';
import { syscallNames } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import type { Answer, Decision } from '../model/check-verdict.ts';
import { DecisionDiagrams, type Diagram, TooManyDecisions } from './decision-diagram.ts';

/** Whether the kernel goes on with the call. */
export function letsThrough({ action }: Answer): boolean {
  return action === 'allow' || action === 'log';
}

/**
 * How far a call gets: 0 not at all; 2 through; 1 where another process decides, which may let it through: a listener, or a
 * tracer, which a program that may call ptrace(2) can be to itself (seccomp(2), SECCOMP_RET_TRACE).
 */
export function reachOf(answer: Answer): 0 | 1 | 2 {
  if (letsThrough(answer)) return 2;
  return answer.action === 'notify' || answer.action === 'trace' ? 1 : 0;
}

/** The same text for the same answer. */
export function answerKey(answer: Answer): string {
  return answer.action === 'errno' ? `errno ${answer.errno}` : answer.action;
}

/** The same for the same answer by a rule, and for what no rule decides, whatever the default action is. */
export function ruleKey({ answer, cause }: Decision): string {
  return cause.kind === 'default' ? '' : answerKey(answer);
}

/** What one filter does with one call, whatever its arguments. */
export type CallDecision = Course<Decision>;

/** Numbers answers from 0 in the order in which they are met, each once. */
export class AnswerNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #answers: Answer[] = [];

  /** The number of an answer. */
  of(answer: Answer): number {
    return this.#number(answerKey(answer), answer);
  }

  /** The same, but what no rule decides has a number of its own, whatever the default action is. */
  ofDecision(decision: Decision): number {
    return this.#number(ruleKey(decision), decision.answer);
  }

  /** The answer of a number. */
  answer(number: number): Answer {
    const answer = this.#answers[number];
    if (answer === undefined) throw new Error(`no answer has number ${number}`);
    return answer;
  }

  #number(key: string, answer: Answer): number {
    const number = this.#numbers.get(key) ?? this.#answers.push(answer) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

/** How much of a call is let through, in words that a reader takes in at once. */
export type Stance = 'yes' | 'conditional' | 'no';

/** How much of a call is let through; `conditional` also where there are too many conditions to tell. */
export function stanceOf(filter: LoadedFilter, abi: Abi, syscall: string): Stance {
  const course = filter.course(abi, syscall);
  if ('end' in course) return letsThrough(course.end.answer) ? 'yes' : 'no';
  const diagrams = new DecisionDiagrams();
  try {
    const passes = diagrams.ofCourse(course, ({ answer }) => Number(letsThrough(answer)));
    return passes >= 0 ? 'conditional' : passes === diagrams.outcome(1) ? 'yes' : 'no';
  } catch (error) {
    if (!(error instanceof TooManyDecisions)) throw error;
    return 'conditional';
  }
}

/** The same of all calls that an ABI has. */
export function stancesOf(filter: LoadedFilter, abi: Abi): ReadonlyMap<string, Stance> {
  const stances = new Map<string, Stance>();
  for (const syscall of syscallNames(abi)) stances.set(syscall, stanceOf(filter, abi, syscall));
  return stances;
}

/** The diagram of a decision by its answers. @throws TooManyDecisions */
export function diagramOf(diagrams: DecisionDiagrams, course: CallDecision, numbers: AnswerNumbers): Diagram {
  return diagrams.ofCourse(course, ({ answer }) => numbers.of(answer));
}
