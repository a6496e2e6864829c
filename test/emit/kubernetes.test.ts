import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { EmitContext } from '../../src/emit/emitter.ts';
import { kubernetes } from '../../src/emit/kubernetes.ts';
import { localhostPath } from '../../src/emit/localhost-path.ts';
import { yamlComment } from '../../src/emit/yaml-comment.ts';
import type { Profile } from '../../src/model/profile.ts';
import { hostileText } from '../model/arbitrary-recording.ts';

const profile: Profile = {
  name: 'app',
  defaultAction: { kind: 'errno', errno: 'ENOSYS' },
  abis: ['x86_64'],
  noNewPrivileges: true,
  rules: [],
};
const context: EmitContext = {
  stem: 'app',
  localhostProfile: 'profiles/app.json',
  recording: { capabilities: [], gaps: [] },
};

function yamlOf(given: Profile, about: EmitContext): string {
  return kubernetes.emit(given, about)[0]?.content ?? '';
}

describe('the kubernetes emitter', () => {
  test('says what to do and gives the securityContext', () => {
    expect(kubernetes.emit(profile, context)).toEqual([
      {
        fileName: 'app.securitycontext.yaml',
        content: `# securityContext of the container that runs app.
#
# Copy app.seccomp.json to every node that may run it, as
#   /var/lib/kubelet/seccomp/profiles/app.json
# (<root-dir>/seccomp, where the kubelet has another --root-dir). Without it the container does not start.
securityContext:
  allowPrivilegeEscalation: false
  seccompProfile:
    type: Localhost
    localhostProfile: profiles/app.json
  # A summary of system calls does not show which capabilities are used. Try dropping all of them:
  # capabilities:
  #   drop: ["ALL"]
`,
      },
    ]);
  });

  test('the block in comments is valid where it stands', () => {
    const given = { ...context, recording: { capabilities: [{ name: 'CAP_NET_RAW', times: 1 }], gaps: [] } };
    const text = yamlOf(profile, given)
      .replace('  # capabilities:', '  capabilities:')
      .replaceAll(/^ {2}# {3}(drop|add)/gm, '    $1');
    expect(parse(text).securityContext.capabilities).toEqual({ drop: ['ALL'], add: ['NET_RAW'] });
  });

  test('allows privilege escalation where the profile was built without no_new_privs, and says why', () => {
    const text = yamlOf({ ...profile, noNewPrivileges: false }, context);
    expect(parse(text).securityContext.allowPrivilegeEscalation).toBe(true);
    expect(text).toContain('# starts without no_new_privs.');
  });

  test('tells what the recording may lack', () => {
    const gaps = [
      { kind: 'line-unparsable', times: 3 },
      { kind: 'constructor', what: 'a\nb: c', times: 1 },
    ];
    expect(yamlOf(profile, { ...context, recording: { capabilities: [], gaps } })).toContain(`#
# The recording may lack something:
# - a line that the format does not explain was skipped (3 times)
# - constructor: a\\u000ab: c
securityContext:
`);
  });

  test('whatever the names, the YAML says the same', () => {
    fc.assert(
      fc.property(
        hostileText,
        hostileText,
        hostileText,
        fc.boolean(),
        (name, localhostProfile, what, noNewPrivileges) => {
          const text = yamlOf(
            { ...profile, name, noNewPrivileges },
            { ...context, localhostProfile, recording: { capabilities: [], gaps: [{ kind: 'x', what, times: 1 }] } },
          );
          expect(parse(text)).toEqual({
            securityContext: {
              allowPrivilegeEscalation: !noNewPrivileges,
              seccompProfile: { type: 'Localhost', localhostProfile },
            },
          });
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('yamlComment', () => {
  test('stays on its line and shows what it hides', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(yamlComment(text)).toMatch(/^#[^\p{C}\p{Zl}\p{Zp}]*$/u);
      }),
    );
    expect(yamlComment('a\r\u001b[31m\u202e\u{e0001}b')).toBe('# a\\u000d\\u001b[31m\\u202e\\udb40\\udc01b');
  });
});

describe('localhostPath', () => {
  test.each(['profiles/app.json', 'app.json', 'a/b/c', '..a', 'a..b', 'ünï'])('%j is fine', (path) => {
    expect(localhostPath(path)).toEqual({ ok: true, value: path });
  });

  test.each([
    '',
    '/',
    '/etc/x',
    '..',
    '../x',
    'a/../b',
    'a//b',
    'a/',
    './a',
    'a\nb',
    'a\u0000',
    'a\\b',
    '\u2028',
    'a'.repeat(5000),
  ])('%j is not', (path) => {
    expect(localhostPath(path)).toEqual({ ok: false, problem: { kind: 'localhost-profile-invalid', what: path } });
  });
});
