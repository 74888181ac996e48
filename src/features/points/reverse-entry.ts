import type { z } from 'zod';
import { defineQuestion, type OpenQuestion } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { askAbout, whichEntryKind, whichEntryPayload } from './offer-reversal.ts';
import { entryParts } from './points.present.ts';
import { entryOf } from './points.store.ts';
import { agrees, callsOff, readPick } from './read-reversal.ts';
import { reverse } from './reverse.ts';
import { tellMember } from './tell-member.ts';
import { texts } from './texts.ts';

type Asked = z.output<typeof whichEntryPayload>;
/** number 0 = leave it. */
type Answer = { number: number; reason: string };

/** «冲正 张三 1 记错了人» said to the open list means the same as «1 记错了人». */
const withoutCommand = (text: string, name: string) => {
  const said = text.trim().replace(/^冲正\s*/u, '');
  return said.startsWith(name) ? said.slice(name.length) : said;
};

/** Reads an answer to the list of entries. After one was picked, any words are its reason. */
export function readWhichEntry(text: string, asked: Asked): Answer | null {
  if (callsOff(text)) return { number: 0, reason: '' };
  const single = asked.entryIds.length === 1;
  if (single && asked.reason !== '' && agrees(text)) return { number: 1, reason: asked.reason };
  const picked = readPick(withoutCommand(text, asked.name));
  if (picked) return { number: picked.number, reason: picked.reason || asked.reason };
  if (!single || asked.reason !== '' || text.startsWith('冲正')) return null;
  const reason = text.trim();
  return reason === '' || reason.length > 200 ? null : { number: 1, reason };
}

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

async function handleAnswer(context: MemberContext, question: OpenQuestion, answer: Answer): Promise<void> {
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
