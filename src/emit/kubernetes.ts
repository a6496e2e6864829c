import type { Problem } from '../model/problem.ts';
import { problemKinds } from '../model/problem-kinds.ts';
import type { Gap } from '../model/recording.ts';
import type { EmitContext, Emitter } from './emitter.ts';
import { seccompFileName } from './seccomp.ts';
import { yamlComment } from './yaml-comment.ts';
import { yamlScalar } from './yaml-scalar.ts';

/** The kubelet's default folder for Localhost profiles: `<root-dir>/seccomp`. */
export const kubeletSeccompFolder = '/var/lib/kubelet/seccomp';

/**
 * The securityContext of a container that goes with the profile. `allowPrivilegeEscalation` says what no_new_privs will
 * be: only an explicit `false` sets it (kubelet, AddNoNewPrivileges), and the profile was built for one of the two.
 */
export const kubernetes: Emitter = {
  id: 'kubernetes',
  title: 'Kubernetes securityContext',
  emit(profile, context) {
    const { stem, localhostProfile } = context;
    const lines = [
      yamlComment(`securityContext of the container that runs ${profile.name}.`),
      yamlComment(''),
      yamlComment(`Copy ${seccompFileName(stem)} to every node that may run it, as`),
      yamlComment(`  ${kubeletSeccompFolder}/${localhostProfile}`),
      yamlComment(
        '(<root-dir>/seccomp, where the kubelet has another --root-dir). Without it the container does not start.',
      ),
      ...(profile.noNewPrivileges
        ? []
        : [
            yamlComment(''),
            yamlComment(
              'The profile allows what the runtime does to drop privileges after it has loaded the filter, so that it',
            ),
            yamlComment(
              'starts without no_new_privs. If nothing in the container is setuid, build it for no_new_privs instead.',
            ),
          ]),
      ...gaps(context.recording.gaps),
      'securityContext:',
      `  allowPrivilegeEscalation: ${!profile.noNewPrivileges}`,
      '  seccompProfile:',
      '    type: Localhost',
      `    localhostProfile: ${yamlScalar(localhostProfile)}`,
      ...capabilities(context),
    ];
    return [{ fileName: `${stem}.securitycontext.yaml`, content: `${lines.join('\n')}\n` }];
  },
};

/** A suggestion only, in comments: a workload that needs a capability fails without it, and nothing here shows which. */
function capabilities({ recording }: EmitContext): string[] {
  const used = recording.capabilities.map(({ name }) => name.replace(/^CAP_/, ''));
  const why =
    used.length === 0
      ? ['A summary of system calls does not show which capabilities are used. Try dropping all of them:']
      : ['Seen in use while recording; what was not exercised may need more:'];
  return [
    ...why.map((line) => yamlComment(line, '  ')),
    yamlComment('capabilities:', '  '),
    yamlComment('  drop: ["ALL"]', '  '),
    ...(used.length === 0 ? [] : [yamlComment(`  add: ${JSON.stringify(used)}`, '  ')]),
  ];
}

function gaps(found: readonly Gap[]): string[] {
  if (found.length === 0) return [];
  return [
    yamlComment(''),
    yamlComment('The recording may lack something:'),
    ...found.map(({ kind, what, times }) =>
      yamlComment(`- ${title(kind)}${what === undefined ? '' : `: ${what}`}${times === 1 ? '' : ` (${times} times)`}`),
    ),
  ];
}

// A recording may come from a newer seccinch, or from a stranger: a kind that is in no table stands for itself.
function title(kind: string): string {
  return Object.hasOwn(problemKinds, kind) ? problemKinds[kind as Problem['kind']].title : kind;
}
