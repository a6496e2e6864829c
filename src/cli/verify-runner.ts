import type { Act, RunBounds } from '../enforce/bounded-run.ts';
import { type ContainedRun, runContained } from '../enforce/contained-run.ts';
import type { Container } from '../enforce/container.ts';
import type { EnforcedProfile } from '../enforce/enforced-profile.ts';
import { engineTitle, profileInEngine } from '../enforce/engine.ts';
import { runInEngine } from '../enforce/engine-run.ts';
import { findRuntime } from '../enforce/runtime.ts';
import { ok, type Problem, type Result } from '../model/problem.ts';
import type { VerifyContainer } from './verify-container.ts';

/** A run of the workload: under which profile, and what is watched for. */
export interface WorkloadRun extends RunBounds {
  /** The text of the profile; nothing runs it without. */
  readonly seccomp: string | undefined;
  /** Which profile's refusals are told. */
  readonly watch: EnforcedProfile | undefined;
  /** They are let through. */
  readonly observing: boolean;
  readonly during: Act<Pick<Container, 'kill'>> | undefined;
}

/** What runs a workload in containers. */
export interface Runner {
  /** As a runtime or engine calls itself where it has nothing to say. */
  readonly name: string;
  /** With versions, for the reader. */
  readonly title: string;
  /** Whether what the runtime itself is refused shows, too. */
  readonly showsRuntime: boolean;
  /** What it does not do as the profile says. */
  gaps(profile: EnforcedProfile): readonly Problem[];
  /** Gives the problems of `runContained`. */
  run(run: WorkloadRun): Promise<Result<ContainedRun>>;
}

/** The runner of a container. Gives `runtime-missing`. */
export async function findRunner(container: VerifyContainer, runtimePath: string): Promise<Result<Runner>> {
  if (container.kind === 'engine') return ok(engineRunner(container));
  const found = await findRuntime(runtimePath);
  if (!found.ok) return found;
  const { value: runtime } = found;
  const { bundle, root } = container;
  return ok({
    name: runtime.name,
    title: `${runtime.name} ${runtime.version}`,
    showsRuntime: true,
    gaps: () => [],
    run({ seccomp, watch, observing, during, ...bounds }) {
      return runContained({
        ...bounds,
        runtime,
        root,
        bundle: { ...bundle, ...(seccomp === undefined ? {} : { seccomp }) },
        ...(watch === undefined ? {} : { [observing ? 'observe' : 'watch']: watch }),
        ...(during === undefined ? {} : { during }),
      });
    },
  });
}

function engineRunner({ request }: VerifyContainer & { kind: 'engine' }): Runner {
  const { engine } = request;
  return {
    name: engine.name,
    title: engineTitle(engine),
    showsRuntime: engine.name !== 'docker',
    gaps(profile) {
      const loaded = profileInEngine(engine, profile);
      return loaded === profile ? [] : [{ kind: 'default-errno-dropped', what: engineTitle(engine) }];
    },
    run({ seccomp, watch, observing, during, ...bounds }) {
      return runInEngine({
        ...bounds,
        container: request,
        observing,
        ...(seccomp === undefined ? {} : { seccomp }),
        ...(watch === undefined ? {} : { watch: profileInEngine(engine, watch) }),
        ...(during === undefined ? {} : { during }),
      });
    },
  };
}
