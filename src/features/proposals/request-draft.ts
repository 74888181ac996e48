import type { MemberContext } from '../../chat/handling-context.ts';
import { cleanText, foldText } from '../../lib/text.ts';
import { redact } from '../../llm/redact.ts';
import { findForDraft } from '../submissions/index.ts';
import { draftJobId, draftProposal } from './job-contracts.ts';
import { createDraft, keepProgressMessage } from './proposals.store.ts';
import { texts } from './texts.ts';

/** Submissions that one draft may be made from; of more, the latest are taken. */
const mostSources = 200;
const longestQuery = 60;

/** The words to look for, folded. Quotation marks around them and commas between them are for people. */
export const queryWords = (query: string) =>
  foldText(query)
    .split(/[\s,、，;；"“”'‘’「」『』《》。]+/)
    .filter(Boolean);

/** Notes a draft to be written from the submissions that say the words, and wakes the job that writes it. */
export async function requestDraft(context: MemberContext, said: string): Promise<void> {
  const { tx, unit, person, message, inboxId, now } = context;
  const t = texts(context.locale);
  const words = queryWords(said);
  const query = redact(
    cleanText(said)
      .replace(/[\s,、，;；"“”「」『』《》。]+/g, ' ')
      .trim(),
  );
  if (query.length > longestQuery || words.length === 0) {
    await context.reply(t(words.length === 0 ? 'draftUsage' : 'queryTooLong'));
    return;
  }
  const found = await findForDraft(tx, { unitId: unit.id, words });
  if (found.length === 0) {
    await context.reply(t('nothingFound', { words: query }));
    return;
  }
  const latest = found.toSorted((a, b) => b.at.getTime() - a.at.getTime()).slice(0, mostSources);
  const draft = await createDraft(tx, {
    unitId: unit.id,
    query,
    requestedById: person.id,
    conversation: message.conversation,
    inboxId,
    createdAt: now,
    sources: latest.map(({ id, label, text, at }) => ({ submissionId: id, label, text: redact(text), at })),
  });
  const [count, rest] = [latest.length, found.length - latest.length];
  const outboxId = await context.reply(
    rest === 0 ? t('started', { count }) : t('startedSome', { count, found: found.length, rest }),
    { subject: `draft:${draft.id}`, naturalKey: `draft:${draft.id}:progress` },
  );
  if (outboxId !== null) await keepProgressMessage(tx, draft.id, outboxId);
  await context.audit('draft.requested', `draft:${draft.id}`);
  context.wake(draftProposal, { draftId: draft.id }, draftJobId(draft.id));
}
