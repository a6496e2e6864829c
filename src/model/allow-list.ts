/** An allow-list as it was read. */
export interface AllowList {
  /** Nothing where none was asked for. */
  readonly file?: AllowListFile;
  readonly entries: readonly AcceptedAddition[];
}

/** The file of an allow-list. */
export interface AllowListFile {
  /** As the user named it. */
  readonly label: string;
  /** Relative to the working folder, `/` between its parts; nothing where it is not a file there. */
  readonly path?: string;
}

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
