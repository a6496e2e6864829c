// Where everything lies: fixed places of one memory that never grows. What follows from a place is said where it is used.

/** Names that matter in arrays. */
export const nameBase: u32 = 0x800;
/** The values of the line at hand. */
export const keyBase: u32 = 0x1000;
/** Those of its source, and those of its content. */
export const sourceKeyBase: u32 = 0x1100;
export const contentKeyBase: u32 = 0x1200;
/** Runs that were read before. */
export const jumpTable: u32 = 0x2000;
/** Arrays and objects that were read before. */
export const wholeTable: u32 = 0x20000;
/** Beginnings of elements that were read before. */
export const headTable: u32 = 0x40000;
/** Where to look for values and groups, by hash. */
export const valueTable: u32 = 0x80000;
export const groupTable: u32 = 0x100000;
/** What runs were found to hold. */
export const valueBase: u32 = 0x180000;
/** What lines were found to say. */
export const groupBase: u32 = 0x300000;
/** The bytes of the values. */
export const arenaBase: u32 = 0x700000;
export const arenaLimit: u32 = 0xafff00;
/** Where the lines are put, with at least 64 bytes behind them that may be read. */
export const inputBase: u32 = 0xb00000;
export const inputLimit: u32 = 0xf00000;
