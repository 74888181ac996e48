import { asConversationId, type ConversationId } from '../../chat/conversation-id.ts';
import { dropWaiting } from '../../chat/inbox/inbox.store.ts';
import { defineQuestion } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import type { Tx } from '../../lib/tx.ts';
import { findMembersByName } from './people.store.ts';
import { accountsOf, findAccount } from './accounts/account.store.ts';
import { linkAccount } from './accounts/link-account.ts';
import { isCalledAlike } from './after-login/match-account.ts';
import { decideRequest, waitingRequests, type JoinRequestRow } from './join-request.store.ts';
import { createMember, withoutAccount } from './members.store.ts';
import { readDecision, type Decision, type SaidDecision } from './read-decision.ts';
import { texts } from './texts.ts';

/** 同意 or 拒绝, as a secretary answers the question; the name is needed when several wait and none is quoted. */
export const joinQuestion = defineQuestion<SaidDecision>({
  kind: 'members.join',
  read: readDecision,
  async handle(context, question, { decision, named }) {
    const waiting = await waitingRequests(context.tx, context.unit.id);
    const names = waiting.map((request) => request.name).join('、');
    const id = Number(question.subject.split(':')[1]);
    if (!named && waiting.length > 1) await context.reply(texts(context.locale)('decide.which', { names }));
    else await context.reply(await decideById(context, id, decision));
  },
});

/** A secretary presses the button below the question. @returns what to tell them */
export async function decideById(context: MemberContext, id: number, decision: Decision): Promise<string> {
  const waiting = await waitingRequests(context.tx, context.unit.id);
  const request = waiting.find((one) => one.id === id);
  return request ? decideJoin(context, request, decision) : texts(context.locale)('decide.gone');
}

async function decideJoin(context: MemberContext, request: JoinRequestRow, decision: Decision): Promise<string> {
  const t = texts(context.locale);
  const { tx, now, person } = context;
  const { name, identityId } = request;
  if (decision === 'refuse') {
    await decideRequest(tx, request.id, { state: 'refused', decidedById: person.id, decidedAt: now });
    await dropWaiting(tx, identityId);
    await context.closeQuestions(`join:${request.id}`);
    await tellAccount(context, request, t('decide.declined'));
    return t('decide.refused', { name });
  }
  const member = await memberFor(tx, request);
  if ('several' in member) return t('decide.same_name', { count: member.several, name });
  await decideRequest(tx, request.id, { state: 'agreed', decidedById: person.id, decidedAt: now });
  await context.closeQuestions(`join:${request.id}`);
  await tellAccount(context, request, t('decide.welcome', { name }));
  await linkAccount(tx, identityId, { id: member.id, unitId: request.unitId }, 'member.linked');
  return t('decide.agreed', { name });
}

/** The member of that name who has no account on the platform yet; a new member when the list has none. */
async function memberFor(tx: Tx, request: JoinRequestRow): Promise<{ id: number } | { several: number }> {
  const named = await findMembersByName(tx, request.unitId, request.name);
  const ids = named.map((member) => member.id);
  const free = await withoutAccount(tx, ids, request.identity);
  const [only] = free.size > 1 ? await seenBefore(tx, request, [...free]) : free;
  if (free.size > 1 && only === undefined) return { several: free.size };
  if (only !== undefined) return { id: only };
  return createMember(tx, { unitId: request.unitId, name: request.name });
}

/** Of several of one name, the one whose account of an older login was called as this one is; nobody when that is two. */
async function seenBefore(tx: Tx, request: JoinRequestRow, memberIds: readonly number[]): Promise<number[]> {
  const account = await findAccount(tx, request.identityId);
  const alike: number[] = [];
  for (const id of memberIds) {
    const accounts = await accountsOf(tx, id);
    if (accounts.some((one) => one.platform === account.platform && isCalledAlike(one, account))) alike.push(id);
  }
  return alike.length === 1 ? alike : [];
}

async function tellAccount(context: MemberContext, request: JoinRequestRow, text: string): Promise<void> {
  const { dmConversation, platform } = request.identity;
  const groups = await context.directory.groupConversations(context.tx, request.unitId);
  const place: ConversationId | undefined = dmConversation
    ? asConversationId(dmConversation)
    : groups.find((group) => group.startsWith(`${platform}:`));
  if (place) await context.messenger.send(context.tx, place, { text });
}
