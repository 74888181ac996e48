import type { ConversationId } from './conversation-id.ts';

/** A file that came with a message. Either its bytes are stored already (sha256) or the platform still has them (remote). */
export interface InboundFile {
  name: string;
  /** Media type as the platform says it; not trusted. */
  type: string;
  /** Bytes; 0 when the platform does not say. */
  size: number;
  sha256?: string;
  /** The platform's own handle, given back to ChatAdapter.fetchFile. */
  remote?: { [key: string]: string | number };
}

/** What happened in a conversation, free of platforms. */
export interface InboundMessage {
  /**
   * message: somebody wrote; action: a button was pressed; bot_joined / bot_left: the bot's own membership changed;
   * moved: the chat goes on under another id.
   */
  event: 'message' | 'action' | 'bot_joined' | 'bot_left' | 'moved';
  platform: string;
  conversation: ConversationId;
  kind: 'group' | 'dm';
  /** Title of the group, or the person's name in a private talk. */
  chatTitle: string;
  /** The platform's message id. For an action: the id of the message that carried the button. */
  messageId: string;
  /** 0 for a new message, growing with each edit. */
  editVersion: number;
  /** null when nobody can be named: channel posts and anonymous administrators. */
  sender: { id: string; name: string } | null;
  /** The words said, without a leading mention of the bot. Empty for an action. */
  text: string;
  /** About as long as the platform lets a message be: its app may have cut a longer text, and the rest comes next. */
  isFull?: boolean;
  /** The bot was called by name or mention. */
  mentionsBot: boolean;
  /** Platform message id this one answers. */
  replyTo?: string;
  /** Data of the pressed button, see Button.action. */
  action?: string;
  /** For moved: where the chat is now. */
  movedTo?: ConversationId;
  /** Handle to acknowledge a button press with. */
  actionId?: string;
  files: readonly InboundFile[];
  /** When it was said, by the platform's clock. */
  at: Date;
}

export interface Button {
  label: string;
  /** `<action name>:<argument>`, at most 64 bytes of UTF-8 (Telegram's limit for callback data). */
  action: string;
}

/** A file that goes out; its bytes are in the file store. */
export interface OutboundFile {
  name: string;
  type: string;
  size: number;
  sha256: string;
}

/** What an outbox row holds: plain text, never mark-up. */
export interface OutboundBody {
  text: string;
  buttons?: readonly (readonly Button[])[];
  files?: readonly OutboundFile[];
  /** Platform message id that this one quotes. */
  replyTo?: string;
}
