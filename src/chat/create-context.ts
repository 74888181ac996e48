import type { Tx } from '../lib/tx.ts';
import { recordAudit } from './audit.store.ts';
import { withoutTopic } from './conversation-id.ts';
import type { Directory, Who } from './directory.ts';
import type { HandlingContext, RepliedTo, Wake } from './handling-context.ts';
import type { Locale } from './locale.ts';
import type { InboundMessage, OutboundBody } from './message.ts';
import { messenger } from './outbox/messenger.ts';
import { closeQuestions, openQuestion } from './question.store.ts';
import { texts } from './texts.ts';

export interface ContextInput {
  tx: Tx;
  message: InboundMessage;
  inboxId: bigint;
  now: Date;
  zone: string;
  locale: Locale;
  who: Who;
  repliedTo: RepliedTo | null;
  directory: Directory;
  wake: Wake;
}

/** A message that was taken for the bot, with the ways to answer it. */
export function createContext(input: ContextInput): HandlingContext {
  const { tx, message, now, who, directory, locale } = input;
  const quote = message.event === 'message' ? { replyTo: message.messageId } : {};
  const bodyOf = (body: OutboundBody | string): OutboundBody => (typeof body === 'string' ? { text: body } : body);
  const reply: HandlingContext['reply'] = (body, options) =>
    messenger.send(tx, message.conversation, { ...quote, ...bodyOf(body) }, options);

  return {
    tx,
    message,
    inboxId: input.inboxId,
    now,
    zone: input.zone,
    locale,
    unit: who.unit,
    person: who.person,
    // Read late: a new account gets its row only once the message is known to be for the bot.
    get identityId() {
      return who.identityId;
    },
    elsewhere: who.elsewhere,
    repliedTo: input.repliedTo,
    directory,
    messenger,
    wake: input.wake,
    reply,
    async replyPrivately(body, options) {
      if (message.kind === 'dm') {
        await reply(body, options);
        return;
      }
      const talk = who.person && (await directory.privateConversation(tx, who.person.id, message.platform));
      if (talk) await messenger.send(tx, talk, bodyOf(body), options);
      await reply(texts(locale)(talk ? 'private.sent' : 'private.closed'));
    },
    async ask(question) {
      await openQuestion(tx, {
        conversation: withoutTopic(message.conversation),
        memberId: question.onlyMe ? (who.person?.id ?? null) : null,
        kind: question.kind,
        subject: question.subject,
        payload: question.payload ?? {},
        now,
        expiresAt: question.minutes === undefined ? null : new Date(now.getTime() + question.minutes * 60_000),
      });
    },
    closeQuestions: (subject) => closeQuestions(tx, subject, now),
    audit: (action, subject) =>
      recordAudit(tx, { unitId: who.unit?.id ?? null, memberId: who.person?.id ?? null, action, subject }),
  };
}
