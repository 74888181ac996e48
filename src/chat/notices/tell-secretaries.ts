import type { Tx } from '../../lib/tx.ts';
import type { ConversationId } from '../conversation-id.ts';
import type { Directory } from '../directory.ts';
import { isMemberContext, type HandlingContext } from '../handling-context.ts';
import type { OutboundBody } from '../message.ts';
import { messenger } from '../outbox/messenger.ts';
import { addNotice, markHinted, markTold, untoldNotices, type UntoldNotice } from './notice.store.ts';
import { texts } from '../texts.ts';

/** What the secretaries of a unit have to know, in private. */
export interface SecretaryNotice {
  unitId: number;
  body: OutboundBody | string;
  /** Key of the matter, such as "activity:3:day_before:missed": each secretary is told once. */
  naturalKey: string;
  /** What a reply to it is about, see SendOptions.subject. */
  subject?: string;
  /** Where to tell it when a secretary has private talks on several platforms. */
  platform?: string;
  /** Where nothing gets through at present: it is not told there. */
  avoid?: string;
}

type Reach = Pick<Directory, 'peopleWithRole' | 'privateConversation'>;

/**
 * Tells each secretary of a unit in private. For one who has opened no private talk yet it is kept, and handed over
 * at the next private contact (`handOverNotices`); so is one for a unit without a secretary. Nothing of it is ever said
 * in a group. Safe to call again: the natural key makes it one notice for each secretary.
 * @returns how many secretaries have it on its way now
 */
export async function tellSecretaries(tx: Tx, directory: Reach, notice: SecretaryNotice): Promise<number> {
  const { unitId, naturalKey, subject = null, platform = '', avoid } = notice;
  const body = typeof notice.body === 'string' ? { text: notice.body } : notice.body;
  const secretaries = await directory.peopleWithRole(tx, unitId, ['secretary']);
  if (secretaries.length === 0) {
    await addNotice(tx, { unitId, memberId: null, naturalKey, subject, body });
    return 0;
  }
  let told = 0;
  for (const { id: memberId } of secretaries) {
    const id = await addNotice(tx, { unitId, memberId, naturalKey: `${naturalKey}:${memberId}`, subject, body });
    const talk = id === null ? null : await directory.privateConversation(tx, memberId, platform, avoid);
    if (id === null || !talk) continue;
    await handOver(tx, talk, { id, subject, body, hintedAt: null });
    told += 1;
  }
  return told;
}

async function handOver(tx: Tx, talk: ConversationId, { id, subject, body }: UntoldNotice): Promise<void> {
  await messenger.send(tx, talk, body, {
    naturalKey: `notice:${id}`,
    ...(subject === null ? {} : { subject }),
    priority: 1,
    mustArrive: true,
  });
  await markTold(tx, id);
}

/** Most notices at one contact; nobody reads more at once. */
const atOnce = 5;

/** Between two hints in groups. */
const hintEveryMs = 24 * 60 * 60_000;

/**
 * After a secretary's message has been handled: hands over what waits for them, or, where there is no private talk to
 * do so, says in the group that something waits, at most once a day.
 */
export async function handOverNotices(context: HandlingContext): Promise<void> {
  if (!isMemberContext(context) || context.person.role !== 'secretary') return;
  const { tx, person, message, directory, now } = context;
  const waiting = await untoldNotices(tx, person, atOnce + 1);
  if (waiting.length === 0) return;
  const t = texts(context.locale);
  const inPrivate = message.kind === 'dm';
  const talk = inPrivate ? message.conversation : await directory.privateConversation(tx, person.id, message.platform);
  if (talk) {
    for (const notice of waiting.slice(0, atOnce)) await handOver(tx, talk, notice);
    if (waiting.length > atOnce) await messenger.send(tx, talk, { text: t('notice.more') }, { priority: 1 });
    return;
  }
  const hinted = Math.max(...waiting.map((notice) => notice.hintedAt?.getTime() ?? 0));
  if (now.getTime() - hinted < hintEveryMs) return;
  await context.reply(t('notice.hint', { name: person.name }));
  await markHinted(
    tx,
    waiting.map(({ id }) => id),
    now,
  );
}
