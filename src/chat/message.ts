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

/** Who said it. */
export interface Sender {
  /** The platform's id; valid within one login only where InboundMessage.session is set. */
  id: string;
  /** The name that the person shows. */
  name: string;
  /** What the bot's own account noted about this contact (WeChat 备注); nobody else can set it. */
  remark?: string;
  /** The name shown in this group alone (WeChat 群昵称); the person sets it. */
  nickname?: string;
}

/** A row of a native relay list (接龙). */
export interface RelayEntry {
  /** Platform id of who wrote the row; null when the platform does not say. */
  author: string | null;
  /** When it was written; null when the platform does not say. */
  at: Date | null;
  /** The row without its number. */
  text: string;
}

/** A native relay list as the platform's own data give it, which is surer than its text. */
export interface NativeRelay {
  /** Platform id of who began it. */
  starter: string | null;
  /** Heading, example line and closing line; empty when there is none. */
  title: string;
  example: string;
  tail: string;
  ended: boolean;
  entries: readonly RelayEntry[];
}

/** What happened in a conversation, free of platforms. */
export interface InboundMessage {
  /**
   * message: somebody wrote; action: a button was pressed; vote: a native poll was answered; recalled: the message
   * `messageId` was taken back; bot_joined / bot_left: the bot's own membership changed; moved: the chat goes on under
   * another id; met: after a login, this group is there under the id of the new session, with `people` in it.
   */
  event: 'message' | 'action' | 'vote' | 'recalled' | 'bot_joined' | 'bot_left' | 'moved' | 'met';
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
  sender: Sender | null;
  /**
   * The login under which the platform's ids are valid; absent where they stay the same for ever. People and groups of an
   * older session have to be recognised anew.
   */
  session?: string;
  /** The words said, without a leading mention of the bot. Empty for an action. */
  text: string;
  /** Nothing was written: `text` is an emoji put on the message `replyTo`. Only on a message of the bot it means something. */
  isReaction?: true;
  /** About as long as the platform lets a message be: its app may have cut a longer text, and the rest comes next. */
  isFull?: boolean;
  /** The bot was called by name or mention. */
  mentionsBot: boolean;
  /** Platform message id this one answers. */
  replyTo?: string;
  /** Beginning of the words that are quoted, where the platform does not give the quoted message's id. */
  quotedText?: string;
  /** Key, unique in the conversation, of the album this message is a part of; its words stand at one part only. */
  album?: string;
  /** The relay list that the message is, where the platform gives one. `text` then holds it in words as well. */
  relay?: NativeRelay;
  /** Data of the pressed button, see Button.action. */
  action?: string;
  /** For moved: where the chat is now. */
  movedTo?: ConversationId;
  /** For vote: the platform's id of the poll, and the options chosen, counted from 0; none = taken back. */
  vote?: { pollId: string; options: readonly number[] };
  /**
   * For bot_joined: false when the bot is only shown what is addressed to it (Telegram's privacy mode). When that changes
   * while it is in the group, it is told as joined once more.
   */
  hearsAll?: boolean;
  /** For met: who is in the group. */
  people?: readonly Sender[];
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

/** A question with options, asked as a native poll where the platform has them, else as buttons or numbered words. */
export interface OutboundPoll {
  /** 2 to 10, each at most 100 characters. */
  options: readonly string[];
  /** Several may be chosen. */
  several: boolean;
}

/** What an outbox row holds: plain text, never mark-up. */
export interface OutboundBody {
  text: string;
  /** A heading above the text, set off as the platform can (bold, or between 【】). One line. */
  title?: string;
  /**
   * An emoji that says the same as the text: where the platform has reactions it is put on the message `replyTo` and the
   * text is not sent.
   */
  reaction?: string;
  /** `text` is then the question, at most 250 characters. `buttons` stand in where there are no native polls. */
  poll?: OutboundPoll;
  /**
   * On an edit: the question is closed. A native poll then ends and shows its own counts; a message that can be changed
   * gets this text without buttons; where neither is possible nothing is said.
   */
  closed?: true;
  buttons?: readonly (readonly Button[])[];
  files?: readonly OutboundFile[];
  /** Platform message id that this one quotes. */
  replyTo?: string;
}
