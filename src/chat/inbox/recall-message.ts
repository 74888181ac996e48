import { withoutTopic } from '../conversation-id.ts';
import { isMemberContext, type HandlingContext, type MemberContext } from '../handling-context.ts';
import type { InboundMessage } from '../message.ts';
import { openQuestion } from '../question.store.ts';
import type { RecallProposal } from '../feature.ts';
import type { Registry } from '../registry.ts';
import type { Route } from '../route-message.ts';
import { texts } from '../texts.ts';
import { erase } from './inbox.store.ts';
import { inboxedMessage } from './recall.store.ts';

/**
 * A message was taken back. What was not handled yet is dropped. Where something came of it, its author is asked, once,
 * whether that is to be taken back too; nothing is ever undone by itself. Otherwise silence.
 */
export async function recallMessage(
  registry: Registry,
  context: HandlingContext,
  parse: (payload: unknown) => InboundMessage | null,
): Promise<Route> {
  const { tx, message } = context;
  const key = `${message.conversation}/${message.messageId}/0`;
  const row = await inboxedMessage(tx, message.platform, key);
  if (!row || row.state === 'ignored') return { kind: 'ignore' };
  if (row.state !== 'done') {
    await erase(tx, row.id);
    return { kind: 'ignore' };
  }
  const original = row.payload === null ? null : parse(row.payload);
  // The owner of a group may take back what others said: that is none of their doing.
  if (!isMemberContext(context) || original?.sender?.id !== message.sender?.id) return { kind: 'ignore' };
  for (const taker of registry.replyTakers) {
    const proposal = await taker.recalled?.(context, row.id);
    if (proposal) return { kind: 'handle', run: () => propose(context, row.id, proposal) };
  }
  return { kind: 'ignore' };
}

/** In the private talk if there is one, else in the group; nothing is quoted, for what was said is gone. */
async function propose(context: MemberContext, inboxId: bigint, proposal: RecallProposal): Promise<void> {
  const { tx, directory, person, message, messenger, now } = context;
  const { text, subject, question } = proposal;
  const talk =
    message.kind === 'dm' ? message.conversation : await directory.privateConversation(tx, person.id, message.platform);
  const words = talk ? text : texts(context.locale)('recalled.in_group', { name: person.name, text });
  const place = talk ?? message.conversation;
  const said = await messenger.send(tx, place, { text: words }, { subject, naturalKey: `recalled:${inboxId}` });
  if (said === null || !question) return;
  await openQuestion(tx, {
    conversation: withoutTopic(place),
    memberId: person.id,
    kind: question.kind,
    subject: question.subject,
    payload: question.payload ?? {},
    now,
    expiresAt: new Date(now.getTime() + question.minutes * 60_000),
  });
}
