import type { JobContract, JobPayload } from '../queue/define-job.ts';
import type { Tx } from '../lib/tx.ts';
import type { ConversationId } from './conversation-id.ts';
import type { Directory, Perhaps, Person, UnitRef } from './directory.ts';
import type { Locale } from './locale.ts';
import type { InboundMessage, OutboundBody } from './message.ts';

/** How an outbound message is queued beside what it says. */
export interface SendOptions {
  /** Makes the effect happen once however often it is asked for; see OutboxMessage.naturalKey. */
  naturalKey?: string;
  /** What a reply to the message is about, `<type>:<id>`. */
  subject?: string;
  /** 0 answers (default), 1 reminders, 2 digests. */
  priority?: 0 | 1 | 2;
  mustArrive?: boolean;
  /**
   * A receipt that may leave as one message with others when the platform's pace holds them back. `line` says it there,
   * without the quotation, so it names the person; the member's reply to the joint message is about `subject`. For words
   * alone that are never edited.
   */
  merge?: { line: string; memberId: number };
}

/** A message by its outbox row, or by the natural key that it was sent under. */
export type SentBefore = bigint | { naturalKey: string };

/** Effects that use cases may have on conversations; all of them rows of the open transaction. */
export interface Messenger {
  /** @returns the outbox row's id, or null when the natural key was there already or the chat is closed to the bot. */
  send(tx: Tx, to: ConversationId, body: OutboundBody, options?: SendOptions): Promise<bigint | null>;
  /** Changes a message sent before; where the platform cannot, the new text is sent as a message of its own. */
  edit(tx: Tx, sent: SentBefore, body: OutboundBody): Promise<void>;
}

/** Puts a job in the queue after the transaction has committed. Losing it is repaired by the sweep. */
export type Wake = <P extends JobPayload>(contract: JobContract<P>, payload: P, id?: string) => void;

/** The question or message that this one answers. */
export interface RepliedTo {
  /** `<type>:<id>` of the bot's message, see SendOptions.subject; '' for one without; null for a message of a person. */
  subject: string | null;
  /** Empty where only the quoted words are known. */
  messageId: string;
}

/** What the door that a message came through can show. */
export interface Door {
  /** false: people write the number of a button. */
  buttons: boolean;
  /** false: the text beside OutboundBody.reaction is sent; also where there is no message to put an emoji on. */
  reactions: boolean;
  /** false: a changed message is sent once more. */
  edits: boolean;
}

/** The album that a message stands for, see InboundMessage.album. */
export interface AlbumPart {
  /** Inbox row of the part with the words; the message's own where it is that part. */
  lead: bigint;
  /** Files of the album so far, those of this message included. */
  files: number;
  /** The words were handled before: the message only brings more files for what came of them. */
  late: boolean;
}

/** What every handler gets: one open transaction, who is speaking, and ways to answer. */
export interface HandlingContext {
  readonly tx: Tx;
  readonly message: InboundMessage;
  /** The inbox row, kept as evidence by what comes of it. */
  readonly inboxId: bigint;
  /** The moment of handling; for the moment of saying see message.at. */
  readonly now: Date;
  /** IANA zone in which days are reckoned. */
  readonly zone: string;
  readonly locale: Locale;
  readonly unit: UnitRef | null;
  readonly person: Person | null;
  /** Set where person is null and somebody we know may be speaking. */
  readonly perhaps: Perhaps | null;
  /** Row of the speaker's platform account; null when nobody can be named. */
  readonly identityId: number | null;
  /** The speaker is a member of another unit than this group's. */
  readonly elsewhere: boolean;
  /** Set when the message quotes a message of the bot or of a person. */
  readonly repliedTo: RepliedTo | null;
  readonly door: Door;
  /** null: the message stands alone. */
  readonly album: AlbumPart | null;
  /** A link that opens the private talk with the bot there and says `/start code`; null where there is no such link. */
  startLink(platform: string, code?: string): string | null;
  readonly directory: Directory;
  readonly messenger: Messenger;
  readonly wake: Wake;
  /**
   * Answers in the same conversation, quoting the message. A body with a reaction leaves as that reaction alone where the
   * door has them and there is a message to put it on.
   */
  reply(body: OutboundBody | string, options?: SendOptions): Promise<bigint | null>;
  /**
   * Answers in the speaker's private talk. From a group it also leaves one short line there; when no private talk is
   * open it says in the group how to open one, and nothing private.
   */
  replyPrivately(body: OutboundBody | string, options?: SendOptions): Promise<void>;
  /** Opens a question in this conversation; an older one of the same kind to the same person is closed. */
  ask(question: { kind: string; subject: string; payload?: object; onlyMe: boolean; minutes?: number }): Promise<void>;
  /** Closes all open questions about a subject, in every conversation. */
  closeQuestions(subject: string): Promise<void>;
  /** Notes who did what, for accountability. */
  audit(action: string, subject: string): Promise<void>;
}

/** A context in which a member of the unit speaks. */
export interface MemberContext extends HandlingContext {
  readonly unit: UnitRef;
  readonly person: Person;
}

export function isMemberContext(context: HandlingContext): context is MemberContext {
  return context.unit !== null && context.person !== null;
}
