/** What is thrown, and caught by who asks, when the rules for calls are too many to be followed. */
export class TooMuchEffort extends Error {}

/**
 * How much is looked at while a profile is loaded, in nodes. libseccomp takes a time for some profiles that grows with the
 * square or the cube of their rules: runc 1.1.5 needs minutes for 30,000 that compare one argument, and then the kernel
 * refuses the filter. What takes more than this here is not decided; all that anybody writes takes less than a
 * hundredth.
 */
export class TreeEffort {
  #left: number;

  constructor(most = 100_000_000) {
    this.#left = most;
  }

  /** Counts one node. @throws TooMuchEffort */
  spend(): void {
    this.#left -= 1;
    if (this.#left < 0) throw new TooMuchEffort();
  }
}
