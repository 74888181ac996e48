export { award, type Award } from './award.ts';
export { pointsSummary } from './points-summary.store.ts';
export { reverse, type Reversal } from './reverse.ts';
export type { ItemKey } from './scheme.ts';
