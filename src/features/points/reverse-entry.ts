import type { z } from 'zod';
import { defineQuestion, type OpenQuestion } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { askAbout, whichEntryKind, whichEntryPayload } from './offer-reversal.ts';
import { entryParts } from './points.present.ts';
import { entryOf } from './points.store.ts';
import { readWhichEntry, type EntryAnswer } from './read-which-entry.ts';
import { reverse } from './reverse.ts';
import { tellMember } from './tell-member.ts';
import { texts } from './texts.ts';

type Asked = z.output<typeof whichEntryPayload>;

async function takeBack(context: MemberContext, asked: Asked, entryId: number, why: string): Promise<void> {
  const t = texts(context.locale);
  const entry = await entryOf(context.tx, context.unit.id, entryId);
  if (!entry) return void (await context.reply(t('reverse_none', { name: asked.name })));
  const done = await reverse(context.tx, {
    naturalKey: entry.naturalKey,
    reason: why,
    inboxId: context.inboxId,
    authorId: context.person.id,
    now: context.now,
  });
  if (!done) return void (await context.reply(t('reversed_before')));
  const parts = { ...entryParts(entry, context), why };
  await context.audit('points.reverse', `member:${asked.memberId}`);
  await context.reply(t('reversed', { name: asked.name, ...parts }));
  const told = t('reversed_told', { giver: context.person.name, ...parts });
  await tellMember(context, asked.memberId, `reversal:${entry.id}`, told);
}

async function handleAnswer(context: MemberContext, question: OpenQuestion, answer: EntryAnswer): Promise<void> {
  const t = texts(context.locale);
  const asked = whichEntryPayload.parse(question.payload);
  const entryId = asked.entryIds[answer.number - 1];
  if (answer.number > 0 && entryId === undefined) {
    const text = t('which_out_of_range', { count: asked.entryIds.length });
    return void (await context.reply(text, { subject: question.subject }));
  }
  await context.closeQuestions(question.subject);
  if (entryId === undefined) return void (await context.reply(t('dropped')));
  if (answer.reason !== '') return takeBack(context, asked, entryId, answer.reason);
  const entry = await entryOf(context.tx, context.unit.id, entryId);
  if (!entry) return void (await context.reply(t('reverse_none', { name: asked.name })));
  const text = t('reverse_why', { name: asked.name, ...entryParts(entry, context) });
  await askAbout(context, { id: asked.memberId, name: asked.name }, [entry], { reason: '', text });
}

/** The answer to «which entry, and why?». */
export const whichEntryQuestion = defineQuestion({
  kind: whichEntryKind,
  read(text, question) {
    const asked = whichEntryPayload.safeParse(question.payload);
    return asked.success ? readWhichEntry(text, asked.data) : null;
  },
  handle: handleAnswer,
});
