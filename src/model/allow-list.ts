/** An addition that somebody answers for: an entry of the file that `diff --allow-list` reads. */
export interface AcceptedAddition {
  readonly syscall: string;
  /** The profiles it is for: a path or label of the new side, in which `*` stands for anything. Left out: all. */
  readonly profile?: string;
  readonly owner: string;
  readonly reason: string;
  /** `2027-01-31`: the last day on which it counts. */
  readonly expires: string;
  /** Where it begins in the file, from 1. */
  readonly line: number;
}
