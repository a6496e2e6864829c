/** Thrown by an unpacker where its data ends too early or makes no sense; all that came before has been given. */
export class DamagedData extends Error {
  /** What is wrong, in a few words. */
  readonly what: string;

  constructor(what: string) {
    super(what);
    this.what = what;
  }
}
