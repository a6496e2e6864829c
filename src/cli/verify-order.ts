import { stat } from 'node:fs/promises';
import { release } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parseCapabilities } from '../dialects/capability-list.ts';
import { formatOciSeccomp } from '../emit/oci-seccomp-text.ts';
import { type EnforcedProfile, enforcedProfile } from '../enforce/enforced-profile.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { parseDuration } from '../record/duration.ts';
import type { StopPlan } from '../record/recorder.ts';
import { abiHere } from './abi-here.ts';
import { readProfileSide, sideProblems } from './read-side.ts';
import { parseStopPlan, type StopFlags } from './stop-plan.ts';
import type { GlobalOptions } from './terminal.ts';
import { boundingSetOf, readVerifyContainer, type VerifyContainer } from './verify-container.ts';

/** The options of `verify`, as commander gives them. */
export interface VerifyOptions extends GlobalOptions, StopFlags {
  readonly runtime: string;
  readonly image?: string;
  readonly rootfs?: string;
  /** Of `--no-new-privileges`: commander takes the `no-` off and means nothing by it. */
  readonly newPrivileges: 'true' | 'false';
  readonly user?: string;
  readonly capAdd: readonly string[];
  readonly network: 'host' | 'none';
  readonly env: readonly string[];
  readonly workdir?: string;
  readonly expectExit?: number;
  readonly compare?: boolean;
  readonly timeout: string;
  readonly repair?: boolean;
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly output: 'text' | 'json';
}

/** What the options ask for, checked. */
export interface VerifyOrder {
  /** The profile's file, as it was given. */
  readonly source: string;
  readonly profile: EnforcedProfile;
  /** Of reading it. */
  readonly problems: readonly Problem[];
  readonly container: VerifyContainer;
  readonly stop: StopPlan;
  readonly timeoutMs: number;
  /** With `--repair`: where the profile goes (`-` for standard output), and a recording of what was refused, and whom that is about. */
  readonly repaired?: { readonly profile: string; readonly recording: string; readonly name: string };
}

/** Checks the options and reads the profile. */
export async function readVerifyOrder(
  source: string,
  argv: readonly string[],
  options: VerifyOptions,
): Promise<Result<VerifyOrder>> {
  if (argv.length === 0 && options.image === undefined) return fail({ kind: 'nothing-to-verify' });
  const added = parseCapabilities(options.capAdd.join(',') || 'none');
  if (!added.ok) return added;
  const stop = parseStopPlan(options);
  if (!stop.ok) return stop;
  const timeout = parseDuration(options.timeout);
  if (!timeout.ok) return timeout;
  const repaired =
    options.repair === true || options.out !== undefined ? await repairedFiles(source, options) : undefined;
  if (repaired !== undefined && !repaired.ok) return repaired;
  const container = await readVerifyContainer(argv, options, added.value);
  if (!container.ok) return container;
  const read = await readEnforced(source, boundingSetOf(container.value));
  if (!read.ok) return read;
  return ok({
    source,
    ...read.value,
    container: container.value,
    stop: stop.value,
    timeoutMs: timeout.value,
    ...(repaired === undefined ? {} : { repaired: repaired.value }),
  });
}

// As an engine would read it for this container on this machine.
async function readEnforced(
  source: string,
  capabilities: readonly string[],
): Promise<Result<{ readonly profile: EnforcedProfile; readonly problems: readonly Problem[] }>> {
  const kernel = /^[0-9]+\.[0-9]+/.exec(release())?.[0];
  const target = {
    capabilities,
    abi: abiHere() ?? 'x86_64',
    ...(kernel !== undefined && { kernel }),
  };
  const read = await readProfileSide(source, target);
  if (!read.ok) return read;
  const { plain, text, profile } = read.value;
  const taken = plain && text !== undefined ? text : formatOciSeccomp(profile);
  return ok({ profile: enforcedProfile(profile, taken), problems: sideProblems(read.value, target) });
}

async function repairedFiles(
  source: string,
  options: VerifyOptions,
): Promise<Result<NonNullable<VerifyOrder['repaired']>>> {
  const isFile = (await stat(source).catch(() => undefined)) !== undefined;
  // `main:deploy/app.json` and `docker-default` have no folder here.
  const named = source === '-' ? 'stdin' : isFile ? source : source.slice(source.indexOf(':') + 1);
  const stem = basename(named).replace(/(?:\.seccomp)?\.json$|\.ya?ml$/, '');
  const beside = isFile ? dirname(source) : '.';
  const folder = options.out === undefined || options.out === '-' ? beside : dirname(options.out);
  const profile = options.out ?? join(folder, `${stem}.repaired.seccomp.json`);
  const recording = join(folder, `${stem}.verify.recording.json`);
  // What stands under a name that was given by hand may be replaced; under one made up here it may not.
  if (resolve(profile) === resolve(recording)) return fail({ kind: 'output-exists', what: profile });
  for (const path of options.out === undefined ? [profile, recording] : [recording]) {
    if ((await stat(path).catch(() => undefined)) !== undefined) return fail({ kind: 'output-exists', what: path });
  }
  return ok({ profile, recording, name: stem });
}
