import type { Abi } from '../model/abi.ts';
import type { ProfilePlaces } from '../model/compared-source.ts';
import { type OciSeccomp, ociActions } from '../model/oci-seccomp.ts';
import { errnoOf } from './errno.ts';
import { type Fields, knownKeys, type TellKey } from './fields.ts';
import type { Dialect } from './form.ts';
import { resolveArchitectures } from './resolve-architectures.ts';

// specs-go/config.go (LinuxSeccomp); moby/profiles seccomp/seccomp.go (Seccomp); container-libs common/pkg/seccomp/types.go
// (Seccomp); the SeccompProfile CRD of the Security Profiles Operator, spec.
const plainKeys = [
  'defaultAction',
  'defaultErrnoRet',
  'architectures',
  'flags',
  'listenerPath',
  'listenerMetadata',
  'syscalls',
];

/** The keys of a profile of each dialect. */
export const profileKeys = {
  oci: knownKeys(...plainKeys),
  docker: knownKeys(...plainKeys, 'archMap'),
  'containers-common': knownKeys(...plainKeys, 'archMap', 'defaultErrno'),
  spo: knownKeys(...plainKeys, 'baseProfileName', 'state', 'disabled'),
} as const satisfies Readonly<Record<Dialect, unknown>>;

/** Everything of a profile but its rules, and where it stands. */
export interface Settings {
  readonly settings: Omit<OciSeccomp, 'syscalls'>;
  readonly places: Omit<ProfilePlaces, 'rules'>;
}

/** How settings are read. */
export interface SettingsReading {
  readonly dialect: Dialect;
  readonly abi: Abi;
  readonly tell: TellKey;
  readonly errnoNumber: (name: string) => number | undefined;
}

/** Reads everything but the rules. */
export function readSettings(fields: Fields, { dialect, abi, tell, errnoNumber }: SettingsReading): Settings {
  const action = fields.needed('defaultAction', fields.word('defaultAction', ociActions));
  const errno = errnoOf(fields, 'defaultErrno', 'defaultErrnoRet', errnoNumber);
  const tokens = resolveArchitectures(fields, dialect, abi, tell);
  const flags = fields.texts('flags');
  const listenerPath = fields.text('listenerPath');
  const listenerMetadata = fields.text('listenerMetadata');
  return {
    settings: {
      defaultAction: action.value,
      ...(errno !== undefined && { defaultErrnoRet: errno.value }),
      ...(tokens !== undefined && { architectures: tokens.values }),
      ...(flags !== undefined && { flags: flags.values }),
      ...(listenerPath !== undefined && { listenerPath: listenerPath.value }),
      ...(listenerMetadata !== undefined && { listenerMetadata: listenerMetadata.value }),
    },
    places: {
      defaultAction: action.place,
      ...(errno !== undefined && { defaultErrnoRet: errno.place }),
      ...(tokens !== undefined && { architectures: tokens.places }),
      ...(flags !== undefined && { flags: flags.places }),
      ...(listenerPath !== undefined && { listenerPath: listenerPath.place }),
      ...(listenerMetadata !== undefined && { listenerMetadata: listenerMetadata.place }),
    },
  };
}
