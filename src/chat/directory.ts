import type { Tx } from '../lib/tx.ts';
import type { ConversationId } from './conversation-id.ts';
import type { Locale } from './locale.ts';
import type { InboundMessage } from './message.ts';

export type RoleName = 'secretary' | 'leader' | 'correspondent' | 'member';

/** A member as the conversation needs to know them. */
export interface Person {
  id: number;
  key: string;
  name: string;
  role: RoleName;
  standing: 'full' | 'candidate';
  unitId: number;
}

export interface UnitRef {
  id: number;
  key: string;
  name: string;
}

/** A member whose account this may be after ids have changed at a login: called the same, which proves nothing. */
export interface Perhaps {
  person: Person;
  /** The account has been asked whether it is. */
  asked: boolean;
}

/** Who is speaking, and for which unit. */
export interface Who {
  /** The unit this group is bound to, or that of the speaker in a private talk. */
  unit: UnitRef | null;
  /** null: nobody we know; also null for somebody of another unit than the group's. */
  person: Person | null;
  /** The speaker is a member, but of another unit than this group's. */
  elsewhere: boolean;
  /** Set where person is null and somebody we know may be speaking. */
  perhaps: Perhaps | null;
  /** Row of the speaker's platform account; null when nobody can be named or the account is new. */
  identityId: number | null;
}

/** What the conversation asks the members feature. */
export interface Directory {
  /** Notes the chat, the account and the way to its private talk; called only for messages addressed to the bot. @returns the account's row, null when nobody can be named */
  remember(tx: Tx, message: InboundMessage): Promise<number | null>;
  /**
   * Finds the speaker. Chatter leaves no trace; only an account that is surely a member's, under an id that is new since
   * the platform's last login, is noted under it.
   */
  identify(tx: Tx, message: InboundMessage): Promise<Who>;
  /**
   * The member's private talk with the bot, on `platform` when there is one there, and never on `avoid`, where nothing
   * gets through; null when none is open.
   */
  privateConversation(tx: Tx, memberId: number, platform: string, avoid?: string): Promise<ConversationId | null>;
  /** Every group chat of the unit. */
  groupConversations(tx: Tx, unitId: number): Promise<readonly ConversationId[]>;
  /** Members with one of the roles, for example to tell the secretaries. */
  peopleWithRole(tx: Tx, unitId: number, roles: readonly RoleName[]): Promise<readonly Person[]>;
  /** After a login: the group of a `met` event, and the people in it, are found again under their new ids. */
  meetAgain(tx: Tx, message: InboundMessage, locale: Locale): Promise<void>;
  /**
   * Asks an account that may be a member's (Who.perhaps), once in a group.
   * @returns what to say to it; null = it has been said
   */
  askWhoItIs(
    tx: Tx,
    asked: { perhaps: Perhaps; identityId: number; message: InboundMessage; locale: Locale },
  ): Promise<string | null>;
}
