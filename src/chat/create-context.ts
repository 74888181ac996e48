import type { Tx } from '../lib/tx.ts';
import { recordAudit } from './audit.store.ts';
import { withoutTopic } from './conversation-id.ts';
import type { Directory, Who } from './directory.ts';
import type { AlbumPart, Door, HandlingContext, RepliedTo, Wake } from './handling-context.ts';
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
  /** Default: buttons and edits, no reactions. */
  door?: Door;
  album?: AlbumPart | null;
  /** Default: there are no links. */
  startLink?: HandlingContext['startLink'];
}

/** Says nothing but hello; whoever has more to say has a code of their own. */
const startCode = 'hello';

/** How to open the private talk. */
function sayClosed(link: string | null, locale: Locale): string {
  const t = texts(locale);
  return link === null ? t('private.closed') : t('private.closed_link', { link });
}

const bodyOf = (body: OutboundBody | string): OutboundBody => (typeof body === 'string' ? { text: body } : body);

/** What the door can show below this message, and the way to answer it there. */
function answering({ tx, message, door: shown }: ContextInput): Pick<HandlingContext, 'door' | 'reply'> {
  // There is nothing to quote where somebody pressed a button or put an emoji on a message.
  const quote = message.event === 'message' && !message.isReaction ? { replyTo: message.messageId } : {};
  const { buttons = true, reactions = false, edits = true } = shown ?? {};
  const door = { buttons, edits, reactions: reactions && quote.replyTo !== undefined };
  return {
    door,
    reply(said, options) {
      const { reaction, ...body } = bodyOf(said);
      const sign = door.reactions && reaction !== undefined ? { reaction } : {};
      return messenger.send(tx, message.conversation, { ...quote, ...body, ...sign }, options);
    },
  };
}

/** A message that was taken for the bot, with the ways to answer it. */
export function createContext(input: ContextInput): HandlingContext {
  const { tx, message, now, who, directory, locale } = input;
  const startLink: HandlingContext['startLink'] = (platform, code = startCode) =>
    input.startLink?.(platform, code) ?? null;
  const { door, reply } = answering(input);
  return {
    tx,
    message,
    inboxId: input.inboxId,
    now,
    zone: input.zone,
    locale,
    unit: who.unit,
    person: who.person,
    perhaps: who.perhaps,
    // Read late: a new account gets its row only once the message is known to be for the bot.
    get identityId() {
      return who.identityId;
    },
    elsewhere: who.elsewhere,
    repliedTo: input.repliedTo,
    door,
    album: input.album ?? null,
    startLink,
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
      await reply(talk ? texts(locale)('private.sent') : sayClosed(startLink(message.platform), locale));
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
