import type { Abi } from './abi.ts';

/** Names that stand for the default profiles of engines, in `diff` and wherever a profile is taken. */
export const builtInNames = ['docker-default', 'containerd-default', 'podman-default', 'crio-default'] as const;

/** @see builtInNames */
export type BuiltInName = (typeof builtInNames)[number];

const synonyms: ReadonlyMap<string, BuiltInName> = new Map([['cri-o-default', 'crio-default']]);

/** The default profile that a word stands for: a file of that name is reached as `./docker-default`. */
export function builtInName(word: string): BuiltInName | undefined {
  return builtInNames.find((name) => name === word) ?? synonyms.get(word);
}

/** What is in a file of `profiles/built-in/` beside `profile`, which is in the engine's own dialect. */
export interface BuiltInProfile {
  readonly name: BuiltInName;
  readonly title: string;
  readonly provenance: {
    readonly source: string;
    readonly commit: string;
    readonly licence: string;
    readonly generatedBy: string;
  };
  /** Where the engine makes it in code: the capabilities and the machine that this one was made for. */
  readonly madeFor?: { readonly capabilities: readonly string[]; readonly abi: Abi };
}
