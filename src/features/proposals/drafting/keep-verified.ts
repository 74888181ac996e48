import { verifyClause, type DraftClause } from '../verifying/verify-clause.ts';
import type { DroppedClause, SourceText } from './drafted-proposal.ts';

/** Parts clauses into those that may stand and those that may not. The same for a model's text and for sentences. */
export function keepVerified(
  clauses: readonly DraftClause[],
  sources: readonly SourceText[],
): { clauses: DraftClause[]; dropped: DroppedClause[] } {
  const texts = new Map(sources.map(({ label, text }) => [label, text]));
  const kept: DraftClause[] = [];
  const dropped: DroppedClause[] = [];
  for (const clause of clauses) {
    const fault = verifyClause(clause, texts);
    const cites = clause.cites.filter((label) => texts.has(label));
    if (fault === null) kept.push(clause);
    else dropped.push({ section: clause.section, fault, cites });
  }
  return { clauses: kept, dropped };
}
