import { z } from 'zod';
import type { MemberContext } from '../../chat/handling-context.ts';
import { defineQuestion, type OpenQuestion } from '../../chat/feature.ts';
import type { Person } from '../../chat/directory.ts';
import type { Tx } from '../../lib/tx.ts';
import { bookGift } from './give-points.ts';
import { offerReversal } from './offer-reversal.ts';
import { callsOff, readPick } from './read-reversal.ts';
import { texts } from './texts.ts';

/** What this feature needs of the members. */
export interface PointsDeps {
  /** Present members of the unit with exactly this name. */
  findMembersByName(tx: Tx, unitId: number, name: string): Promise<readonly Person[]>;
}

const purpose = z.discriminatedUnion('do', [
  z.object({ do: z.literal('give'), points: z.number(), reason: z.string(), message: z.string() }),
  z.object({ do: z.literal('reverse'), number: z.number().nullable(), reason: z.string() }),
]);
const payload = z.object({ name: z.string(), memberIds: z.array(z.number()), purpose });
export type Purpose = z.output<typeof purpose>;

const kind = 'points.which_member';

const roleWords = {
  secretary: 'role_secretary',
  leader: 'role_leader',
  correspondent: 'role_correspondent',
  member: 'role_member',
} as const;

const wordsFor = ({ role, standing }: Person) => (standing === 'candidate' ? 'role_candidate' : roleWords[role]);

async function carryOut(context: MemberContext, member: Person, wish: Purpose): Promise<void> {
  if (wish.do === 'give') await bookGift(context, member, wish);
  else await offerReversal(context, member, wish);
}

async function askWhich(context: MemberContext, found: readonly Person[], name: string, wish: Purpose): Promise<void> {
  const t = texts(context.locale);
  const subject = `points:${context.inboxId}`;
  const lines = found.map((person, index) =>
    t('which_member_line', { number: index + 1, name, role: t(wordsFor(person)), key: person.key }),
  );
  await context.ask({
    kind,
    subject,
    payload: { name, memberIds: found.map(({ id }) => id), purpose: wish },
    onlyMe: true,
    minutes: 10,
  });
  await context.reply([t('which_member', { count: found.length, name }), ...lines].join('\n'), { subject });
}

/** Marks that people put around a name, or leave behind it when they forget the other one. */
const quotationMarks = /^[“”"‘’'「」『』《》\s]+|[“”"‘’'「」『』《》\s]+$/gu;

/** Finds who is meant and goes on; of several with one name it asks which. */
export async function withMember(context: MemberContext, said: string, wish: Purpose, deps: PointsDeps): Promise<void> {
  const name = said.replace(quotationMarks, '');
  const found = await deps.findMembersByName(context.tx, context.unit.id, name);
  const [only] = found;
  if (!only) await context.reply(texts(context.locale)('no_such_member', { name }));
  else if (found.length === 1) await carryOut(context, only, wish);
  else await askWhich(context, found, name, wish);
}

async function choose(context: MemberContext, question: OpenQuestion, number: number, deps: PointsDeps): Promise<void> {
  const t = texts(context.locale);
  const { name, memberIds, purpose: wish } = payload.parse(question.payload);
  if (number > memberIds.length) {
    await context.reply(t('which_out_of_range', { count: memberIds.length }), { subject: question.subject });
    return;
  }
  await context.closeQuestions(question.subject);
  if (number === 0) {
    await context.reply(t('dropped'));
    return;
  }
  const found = await deps.findMembersByName(context.tx, context.unit.id, name);
  const member = found.find(({ id }) => id === memberIds[number - 1]);
  if (member) await carryOut(context, member, wish);
  else await context.reply(t('no_such_member', { name }));
}

/** The answer to «which of the two?». */
export const whichMemberQuestion = (deps: PointsDeps) =>
  defineQuestion({
    kind,
    read: (text) => (callsOff(text) ? { number: 0 } : readPick(text)),
    handle: (context, question, { number }) => choose(context, question, number, deps),
  });
