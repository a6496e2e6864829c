import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readAction, root } from './run-action.ts';

interface Job {
  readonly extends?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
}

const jobs = parse(readFileSync(join(root, 'templates/gitlab-ci.yml'), 'utf8')) as Record<string, Job>;

// What the runners of GitHub set of themselves.
const ofRunner = ['GITHUB_OUTPUT', 'GITHUB_REPOSITORY', 'GITHUB_STEP_SUMMARY', 'RUNNER_TEMP'];

/** What there is of shell for pipelines: a name, the shell, the variables of its environment, the text. */
const scripts: readonly (readonly [string, string, readonly string[], string])[] = [
  ...readAction().runs.steps.map(({ name, env, run }) => {
    return [`action.yml, ${name}`, 'bash', [...ofRunner, ...Object.keys(env)], run] as const;
  }),
  ...Object.entries(jobs).map(([name, { extends: base = '', ...job }]) => {
    const lines = [...(job.before_script ?? []), ...(job.script ?? [])];
    const variables = Object.keys({ ...jobs[base]?.variables, ...job.variables });
    return [`gitlab-ci.yml, ${name}`, 'sh', variables, lines.join('\n')] as const;
  }),
  ['.ci/run', 'bash', [], readFileSync(join(root, '.ci/run'), 'utf8')],
];

describe('shellcheck', () => {
  it.each(scripts)('finds nothing in %s', (_, shell, variables, text) => {
    const options = ['--norc', `--shell=${shell}`, '--enable=check-unassigned-uppercase', '-'];
    const given = variables.map((name) => `export ${name}=''\n`).join('');
    const { error, stdout } = spawnSync('shellcheck', options, { input: given + text, encoding: 'utf8' });
    expect(error).toBeUndefined();
    expect(stdout).toBe('');
  });

  it('is asked of scripts that there are', () => {
    expect(scripts.length).toBeGreaterThan(6);
  });
});
