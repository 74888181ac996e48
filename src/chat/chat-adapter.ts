import type { Readable } from 'node:stream';
import { AppError } from '../lib/errors.ts';
import type { ConversationId } from './conversation-id.ts';
import type { Locale } from './locale.ts';
import type { InboundFile, InboundMessage, OutboundBody } from './message.ts';
import type { Pace } from './outbox/pacing.ts';

/** One platform update on its way into the inbox. */
export interface IntakeUpdate {
  /** The bot's account on the platform. */
  account: string;
  /** Unique per account. */
  updateKey: string;
  /** `conversation/messageId/editVersion`, null for updates that are no message. */
  messageKey: string | null;
  conversation: ConversationId;
  /** For a message that is part of an album: see InboundMessage.album. */
  album?: string;
  /** The update as the platform sent it, JSON. */
  payload: unknown;
}

/** Where adapters hand in updates. */
export interface Intake {
  /**
   * Resolves once all updates are committed (those already there count as accepted).
   * @throws AppError, transient, when they could not be stored: then nothing may be acknowledged to the platform.
   */
  accept(updates: readonly IntakeUpdate[]): Promise<void>;
}

export interface Capabilities {
  /** Sent messages can be changed. */
  edit: boolean;
  buttons: boolean;
  files: boolean;
  /** A message can be answered with an emoji on it. */
  reactions?: boolean;
  /** Questions with options are native, see OutboundBody.poll. */
  polls?: boolean;
  /** Sending twice with one `key` lands once, so an unanswered send may be repeated. */
  idempotentSend: boolean;
  /** What the platform bears; undefined = as fast as it answers. */
  pace?: Pace;
  /** Sends under way at once, each to another conversation. Default 16. */
  atOnce?: number;
}

/** What the platform made of a message that was sent. */
export interface Sent {
  messageId: string;
  /** The platform's id of the poll, when it was one: votes name it. */
  pollId?: string;
}

export interface OutboundMessage {
  /** The outbox row, stable over repeats. */
  key: string;
  conversation: ConversationId;
  body: OutboundBody;
}

/**
 * A send that did not succeed. refused: definitely not delivered. unknown: the request left and no answer came.
 * `permanent` refusals are not repeated.
 */
export class SendError extends AppError {
  readonly outcome: 'refused' | 'unknown';
  readonly permanent: boolean;
  /** Milliseconds to wait as the platform asked; undefined = our own backoff. */
  readonly retryAfterMs: number | undefined;
  /** The conversation has moved to this id (a Telegram group that became a supergroup). */
  readonly movedTo: ConversationId | undefined;
  /** The bot may not write in that chat: thrown out or blocked. Nothing more is sent there until somebody writes. */
  readonly closed: boolean;
  /** It is not about this message: the platform is away, or does not take our token. All sends wait. */
  readonly everywhere: boolean;

  constructor(
    code: string,
    message: string,
    options: {
      outcome: 'refused' | 'unknown';
      permanent?: boolean;
      retryAfterMs?: number | undefined;
      movedTo?: ConversationId | undefined;
      closed?: boolean;
      everywhere?: boolean;
      cause?: unknown;
    },
  ) {
    super(code, message, { cause: options.cause, transient: !options.permanent });
    this.outcome = options.outcome;
    this.permanent = options.permanent ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.movedTo = options.movedTo;
    this.closed = options.closed ?? false;
    this.everywhere = options.everywhere ?? false;
  }
}

/** What a door can do at present, in a word that its locale knows: for secretaries, not for operators. */
export interface DoorAbility {
  /** Such as "接龙逐条作者". */
  name: string;
  state: 'works' | 'partly' | 'missing';
  /** What it means and what to do instead; empty when it works. */
  advice: string;
}

export interface DoorHealth {
  ok: boolean;
  /** For operators, in English, without secrets and members' words. */
  detail: string;
  /** Only a person can open the door again, by logging in at `page`. */
  needsLogin?: { page: string };
  /** What works and what does not; absent where all does. */
  abilities?: readonly DoorAbility[];
}

/** A line of a platform's command menu. */
export interface MenuEntry {
  /** 1 to 32 of a-z, 0-9 and _, without the slash. */
  command: string;
  description: string;
}

/** Whom a menu of commands is for: everybody in groups, everybody in private, or one private talk. */
export type MenuPlace = 'groups' | 'private' | ConversationId;

/** A door to one platform. parse is pure; everything that talks to the network is in the other methods. */
export interface ChatAdapter {
  readonly platform: string;
  readonly capabilities: Capabilities;
  /** @returns null for an update that means nothing to us. Never throws on odd payloads. */
  parse(payload: unknown): InboundMessage | null;
  /** @throws SendError */
  send(message: OutboundMessage): Promise<Sent>;
  /** Replaces text and buttons of a sent message. @throws SendError */
  edit(messageId: string, message: OutboundMessage): Promise<void>;
  /** Tells the platform that a button press was taken, with a short word for the person. Losing it does no harm. */
  answerAction?(actionId: string, text: string): Promise<void>;
  /** Ends a native poll; no more votes come. @throws SendError */
  closePoll?(messageId: string, conversation: ConversationId): Promise<void>;
  /** A link that opens the private talk with the bot and says `/start code` there; null while the bot's name is unknown. */
  startLink?(code: string): string | null;
  /** Shows these commands there, in this language. Losing it does no harm. */
  offerCommands?(place: MenuPlace, locale: Locale, entries: readonly MenuEntry[]): Promise<void>;
  /**
   * Notes our own words beside a contact of our account, by which it is known again after a login with new ids. What
   * stands there already stays. Losing it does no harm.
   * @returns what is noted there now: our words, or those that somebody had noted by hand
   * @throws SendError; permanent for somebody who is no contact of our account
   */
  noteContact?(personId: string, remark: string): Promise<string>;
  /** Bytes of a file that came with a message. @throws AppError `file.too_large` | `file.gone` | transient ones */
  fetchFile?(file: NonNullable<InboundFile['remote']>, limitBytes: number): Promise<Buffer>;
  /** Begins intake; resolves when the door is open or is being opened in the background. */
  start(intake: Intake): Promise<void>;
  /** Stops intake, keeps what is under way. */
  stop(): Promise<void>;
  health(): DoorHealth;
}

/** A request that came over our HTTP server for an adapter's webhook. */
export interface WebhookRequest {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Readable;
}
