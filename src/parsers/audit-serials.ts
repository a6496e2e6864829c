import type { AuditStamp } from './audit-line.ts';

/** Numbers that were passed over and may still come: records are logged in nearly the order of their numbers. */
interface Hole {
  from: number;
  to: number;
}

/** How many holes are kept open. Those of a log that has lost much stay holes. */
const holeLimit = 64;
/** How many machines a log may be of. */
const nodeLimit = 1000;

/** Finds the numbers that no record of a log has. Every event takes one, whatever its type (audit_serial in kernel/audit.c). */
export class AuditSerials {
  readonly #nodes = new Map<string, NodeSerials>();

  /** Takes note of an event. Gives whether numbers were passed over to come to its. */
  see({ node, time, serial }: AuditStamp): boolean {
    const known = this.#nodes.get(node);
    if (known !== undefined) return known.see(serial, Number.parseFloat(time));
    if (this.#nodes.size < nodeLimit) this.#nodes.set(node, new NodeSerials(serial, Number.parseFloat(time)));
    return false;
  }

  /** How many numbers are missing. */
  get missing(): number {
    let missing = 0;
    for (const node of this.#nodes.values()) missing += node.missing;
    return missing;
  }
}

/** The numbers of one machine. What came before the first that was logged is not missing: a log begins somewhere. */
class NodeSerials {
  missing = 0;
  #highest: number;
  #latest: number;
  readonly #holes: Hole[] = [];

  constructor(serial: number, time: number) {
    this.#highest = serial;
    this.#latest = time;
  }

  see(serial: number, time: number): boolean {
    const isLater = time > this.#latest;
    const passed = serial - this.#highest - 1;
    if (serial > this.#highest) {
      if (passed > 0) this.#open({ from: this.#highest + 1, to: serial - 1 });
      this.#highest = serial;
      if (isLater) this.#latest = time;
      return passed > 0;
    }
    if (this.#fill(serial)) this.missing--;
    // The machine was started anew. What it numbered before it wrote its first record is not in any log.
    else if (isLater && serial < this.#highest) {
      this.#highest = serial;
      this.#latest = time;
      this.#holes.length = 0;
    }
    return false;
  }

  #open(hole: Hole): void {
    this.missing += hole.to - hole.from + 1;
    this.#holes.push(hole);
    if (this.#holes.length > holeLimit) this.#holes.shift();
  }

  #fill(serial: number): boolean {
    const at = this.#holes.findIndex(({ from, to }) => from <= serial && serial <= to);
    const hole = this.#holes[at];
    if (hole === undefined) return false;
    const parts = [
      { from: hole.from, to: serial - 1 },
      { from: serial + 1, to: hole.to },
    ].filter(({ from, to }) => from <= to);
    this.#holes.splice(at, 1, ...parts);
    return true;
  }
}
