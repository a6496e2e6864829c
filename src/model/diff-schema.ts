import { z } from 'zod';
import { abis } from './abi.ts';
import { failOnDiffLevels } from './diff-verdict.ts';
import { comparisons } from './profile.ts';

// Fields may be added within a version, so objects are loose. What the fields mean is said where the types are
// (diff-verdict.ts); a test holds what the command prints against this.
const count = z.number().int().min(0);
const line = z.number().int().min(1);
const abi = z.enum(abis);
const answer = z.union([
  z.looseObject({ action: z.enum(['allow', 'log', 'trap', 'notify', 'kill-thread', 'kill-process', 'trace']) }),
  z.looseObject({ action: z.literal('errno'), errno: count }),
]);
/** A JSON number would lose digits of 64 bits in most readers. */
const register = z.string().regex(/^[0-9]{1,20}$/);
const condition = z.looseObject({
  index: z.number().int().min(0).max(5),
  op: z.enum(comparisons),
  value: register,
  valueTwo: register.optional(),
});
const treatment = z.looseObject({
  exact: z.literal(false).optional(),
  cases: z.array(z.looseObject({ answer, when: z.array(z.array(condition)).optional() })).min(1),
});
const failure = z.looseObject({
  reason: z.string(),
  rule: count.optional(),
  line: count.optional(),
  what: z.string().optional(),
});
const strings = z.array(z.string());
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const stance = z.enum(['yes', 'conditional', 'no']);

const risk = z.looseObject({
  classes: z.array(z.looseObject({ riskClass: z.string(), why: z.string(), reference: z.string() })),
  capabilities: z.array(
    z.looseObject({ capability: z.string(), needed: z.enum(['always', 'sometimes']), reference: z.string() }),
  ),
  cves: z.array(z.looseObject({ id: z.string(), what: z.string(), reference: z.string() })),
  defaults: z.array(z.looseObject({ title: z.string(), allows: stance })),
});

const change = z.looseObject({
  kind: z.enum(['added', 'removed', 'widened', 'narrowed', 'shifted', 'answered']),
  syscall: z.string(),
  abis: z.array(abi).min(1),
  before: treatment,
  after: treatment,
  risk: risk.optional(),
  risky: z.boolean(),
  needs: z.array(
    z.looseObject({
      subject: z.string(),
      subjectKind: z.string(),
      calls: count,
      seenIn: count.optional(),
      runs: count,
    }),
  ),
  accepted: z
    .looseObject({ owner: z.string(), reason: z.string(), expires: day, expired: z.boolean(), line })
    .optional(),
  line: line.optional(),
});

const lists = { added: strings, removed: strings, line: line.optional() };
const listener = {
  before: z.string().optional(),
  after: z.string().optional(),
  idle: z.literal(true).optional(),
  line: line.optional(),
};
const setting = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('default-action'),
    before: answer,
    after: answer,
    calls: count,
    line: line.optional(),
  }),
  z.looseObject({ kind: z.literal('architectures'), ...lists }),
  z.looseObject({ kind: z.literal('flags'), ...lists }),
  z.looseObject({ kind: z.literal('listener'), ...listener }),
  z.looseObject({ kind: z.literal('listener-metadata'), ...listener }),
  z.looseObject({
    kind: z.literal('base-profile'),
    before: z.string().optional(),
    after: z.string().optional(),
    line: line.optional(),
  }),
  z.looseObject({
    kind: z.literal('dialect'),
    before: z.literal('oci'),
    after: z.enum(['docker', 'containers-common']),
  }),
  z.looseObject({
    kind: z.literal('loading'),
    before: failure.optional(),
    after: failure.optional(),
    runtimes: z.array(z.looseObject({ runtime: z.string() })).optional(),
  }),
]);

const side = z.looseObject({
  label: z.string(),
  form: z.enum(['oci', 'docker', 'containers-common', 'spo', 'recording', 'built-in']),
  path: z.string().optional(),
  allowed: count,
});

/** What `diff --output json` prints. */
export const diffSchema = z.looseObject({
  version: z.literal(1),
  kind: z.literal('diff'),
  old: side,
  new: side,
  resolvedFor: z.looseObject({ capabilities: strings, kernel: z.string().optional(), abis: z.array(abi).min(1) }),
  equal: z.boolean(),
  settings: z.array(setting),
  changes: z.array(change),
  unknown: z.array(z.looseObject({ side: z.enum(['old', 'new']), name: z.string(), line: line.optional() })),
  undecided: z.array(z.looseObject({ syscall: z.string(), abi })),
  notCompared: strings,
  allowList: z.looseObject({ label: z.string(), path: z.string().optional() }).optional(),
  acceptances: z.array(
    z.looseObject({
      syscall: z.string(),
      owner: z.string(),
      expires: day,
      state: z.enum(['used', 'expired', 'unused']),
      line,
    }),
  ),
  map: z.array(
    z.looseObject({
      family: z.string(),
      calls: z.array(z.looseObject({ syscall: z.string(), before: stance, after: stance, calls: count.optional() })),
    }),
  ),
  defaults: z.array(z.looseObject({ title: z.string(), allowed: count, conditional: count })),
  gate: z.looseObject({ failOn: z.enum(failOnDiffLevels), fails: z.boolean() }),
  problems: z.array(
    z.looseObject({
      kind: z.string(),
      severity: z.enum(['error', 'warning', 'note']),
      title: z.string(),
      fix: z.string(),
    }),
  ),
});

/** What `review --output json` prints. */
export const reviewSchema = z.looseObject({
  version: z.literal(1),
  kind: z.literal('review'),
  revision: z.string(),
  baseline: z.string(),
  profiles: z.array(
    z.looseObject({
      path: z.string(),
      change: z.enum(['changed', 'renamed', 'added', 'mended', 'removed']),
      from: z.string().optional(),
      diff: diffSchema.omit({ version: true, problems: true }).optional(),
    }),
  ),
  gate: diffSchema.shape.gate,
  problems: diffSchema.shape.problems,
});

const words = z.string().regex(/\S/).max(4096);

/** What `diff --allow-list` reads; `parseAllowList` checks the same by hand, with lines. */
export const allowListSchema = z.strictObject({
  version: z.literal(1),
  accepted: z.array(
    z.strictObject({
      syscall: z.string().regex(/^[a-z_][a-z0-9_]{0,63}$/),
      profile: words.optional(),
      owner: words,
      reason: words,
      expires: day,
    }),
  ),
});
