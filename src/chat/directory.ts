import type { Tx } from '../lib/tx.ts';
import type { ConversationId } from './conversation-id.ts';
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

/** Who is speaking, and for which unit. */
export interface Who {
  /** The unit this group is bound to, or that of the speaker in a private talk. */
  unit: UnitRef | null;
  /** null: nobody we know; also null for somebody of another unit than the group's. */
  person: Person | null;
  /** Row of the speaker's platform account; null when nobody can be named. */
  identityId: number | null;
}

/** What the conversation asks the members feature. */
export interface Directory {
  /** Finds the speaker, noting new chats, new accounts and the way to the speaker's private talk. */
  identify(tx: Tx, message: InboundMessage): Promise<Who>;
  /** The member's private talk with the bot, on `platform` when there is one there; null when none is open. */
  privateConversation(tx: Tx, memberId: number, platform: string): Promise<ConversationId | null>;
  /** Every group chat of the unit. */
  groupConversations(tx: Tx, unitId: number): Promise<readonly ConversationId[]>;
  /** Members with one of the roles, for example to tell the secretaries. */
  peopleWithRole(tx: Tx, unitId: number, roles: readonly RoleName[]): Promise<readonly Person[]>;
}
