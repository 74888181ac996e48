import type { LlmUserMessage } from '../../llm/llm-error.ts';
import type { SourceOutcome } from './drafting/drafted-proposal.ts';
import type { ClauseFault, Section } from './verifying/verify-clause.ts';

/** Text keys of the parts of a proposal. */
export const sectionKeys = {
  matter: 'sectionMatter',
  situation: 'sectionSituation',
  cause: 'sectionCause',
  suggestion: 'sectionSuggestion',
} as const satisfies Record<Section, string>;

/** Said where no source speaks of a part. Nothing is made up for it. */
export const emptySectionKey = (section: Section) => (section === 'cause' ? 'noCause' : 'noClause');

export const outcomeKeys = {
  cited: 'outcomeCited',
  duplicate: 'outcomeDuplicate',
  not_chosen: 'outcomeNotChosen',
  no_sentence: 'outcomeNoSentence',
  no_room: 'outcomeNoRoom',
} as const satisfies Record<SourceOutcome, string>;

export const faultKeys = {
  quantity: 'faultFigure',
  date: 'faultFigure',
  quotation: 'faultQuotation',
  no_cite: 'faultCite',
  unknown_cite: 'faultCite',
  empty: 'faultForm',
  too_long: 'faultForm',
  personal_data: 'faultForm',
  foreign_mark: 'faultForm',
  unsupported: 'faultForm',
} as const satisfies Record<ClauseFault, string>;

/** Why there are excerpts although a model is set up. What Draft.notice holds. */
export type Notice = LlmUserMessage | 'modelUnsupported';

const notices: Record<Notice, Notice> = {
  modelUnreachable: 'modelUnreachable',
  modelTimeout: 'modelTimeout',
  modelBusy: 'modelBusy',
  modelStopped: 'modelStopped',
  modelQuota: 'modelQuota',
  modelKey: 'modelKey',
  modelAddress: 'modelAddress',
  modelRejected: 'modelRejected',
  modelTruncated: 'modelTruncated',
  modelRefused: 'modelRefused',
  modelUnreadable: 'modelUnreadable',
  modelPersonalData: 'modelPersonalData',
  modelTooLong: 'modelTooLong',
  modelCallsSpent: 'modelCallsSpent',
  modelUnsupported: 'modelUnsupported',
};

/** A stored notice as a text key; null for none, and for one that this release does not know. */
export function readNotice(stored: string | null): Notice | null {
  return Object.values(notices).find((notice) => notice === stored) ?? null;
}
