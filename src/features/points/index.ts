import type { Feature } from '../../chat/feature.ts';
import { pointsCommands } from './commands.ts';
import { whichEntryQuestion } from './reverse-entry.ts';
import { whichMemberQuestion, type PointsDeps } from './which-member.ts';

export { award, awardAll, type Award, type Awarded } from './award.ts';
export { checkLedger, describeLedgerFault, type LedgerFault } from './check-ledger.ts';
export { pointsSummary } from './points-summary.store.ts';
export { reverse, type Reversal } from './reverse.ts';
export type { ItemKey } from './scheme.ts';
export type { PointsDeps } from './which-member.ts';

/** Points: an append-only ledger, one's own account, the board, and booking by hand. */
export function pointsFeature(deps: PointsDeps): Feature {
  return {
    name: 'points',
    commands: pointsCommands(deps),
    questions: [whichMemberQuestion(deps), whichEntryQuestion],
    actions: [],
    replies: [],
  };
}
