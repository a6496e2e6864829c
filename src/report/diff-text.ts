import type { DiffVerdict } from '../model/diff-verdict.ts';
import type { Reporter } from './reporter.ts';

/** What differs, the verdict first, then what matters most. */
export const diffText: Reporter<DiffVerdict> = ({ equal }) => `${equal ? 'equal' : 'not equal'}\n`;
