import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type CliResult, runProgram } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { evaluated, holds } from './expressions.ts';

/** The project's own root: the action, and the built seccinch it runs. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A step of the action. */
export interface ActionStep {
  readonly id?: string;
  readonly name: string;
  readonly if?: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
  readonly 'working-directory'?: string;
}

/** `action.yml` as this project writes it. */
export interface Action {
  readonly name: string;
  readonly description: string;
  readonly branding: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

/** The action, read anew. */
export function readAction(): Action {
  return parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;
}

/** What came of a run of the action. */
export interface ActionRun {
  /** Of the step that failed, 0 where none did. */
  readonly status: number | null;
  readonly outputs: Readonly<Record<string, string>>;
  /** Of all steps. */
  readonly stdout: string;
  readonly stderr: string;
  readonly summary: string;
  /** The names of the steps that ran. */
  readonly steps: readonly string[];
}

/** How the action is to be run. */
export interface ActionRequest {
  readonly workspace: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The number of the pull request; nothing where it is a push. */
  readonly pullRequest?: number;
  /** A folder before all others of PATH. */
  readonly programs?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs the steps of the action as GitHub's runner does: expressions replaced in `env`, `if` and `working-directory`, each
 * script in a file of its own for `bash --noprofile --norc -e -o pipefail`, outputs and summary through files. The
 * seccinch that is run is the built one here unless the inputs say otherwise.
 */
export async function runAction({ workspace, inputs = {}, ...request }: ActionRequest): Promise<ActionRun> {
  const action = readAction();
  const folder = temporaryFolder();
  const summary = join(folder, 'summary');
  writeFileSync(summary, '');
  mkdirSync(join(folder, 'temp'));
  const github = { token: 'a-token', event: { pull_request: { number: request.pullRequest } } };
  const given: Record<string, string> = { path: root };
  for (const [name, { default: text }] of Object.entries(action.inputs)) given[name] ??= evaluated(text, { github });
  Object.assign(given, inputs);
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const contexts = { inputs: given, steps, github };
  const ran: string[] = [];
  let [stdout, stderr, status] = ['', '', 0 as number | null];
  for (const [index, step] of action.runs.steps.entries()) {
    if (!holds(step.if, contexts)) continue;
    ran.push(step.name);
    const files = { script: join(folder, `${index}.sh`), output: join(folder, `${index}.output`) };
    writeFileSync(files.script, evaluated(step.run, contexts));
    writeFileSync(files.output, '');
    const result: CliResult = await runProgram(['bash', '--noprofile', '--norc', '-eo', 'pipefail', files.script], {
      cwd: join(workspace, evaluated(step['working-directory'] ?? '.', contexts)),
      env: {
        PATH: [...(request.programs === undefined ? [] : [request.programs]), process.env.PATH].join(':'),
        HOME: folder,
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: workspace,
        GITHUB_REPOSITORY: 'shop/web',
        GITHUB_OUTPUT: files.output,
        GITHUB_STEP_SUMMARY: summary,
        RUNNER_TEMP: join(folder, 'temp'),
        ...request.env,
        ...Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, evaluated(text, contexts)])),
      },
    });
    stdout += result.stdout;
    stderr += result.stderr;
    if (step.id !== undefined) steps[step.id] = { outputs: outputsIn(files.output) };
    status = result.status;
    if (status !== 0) break;
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, evaluated(value, contexts)]);
  return {
    status,
    outputs: Object.fromEntries(outputs),
    stdout,
    stderr,
    summary: readFileSync(summary, 'utf8'),
    steps: ran,
  };
}

function outputsIn(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
