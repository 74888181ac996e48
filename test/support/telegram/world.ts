import { createBell } from '../bell.ts';

export interface Account {
  id: number;
  name: string;
  isBot: boolean;
  username?: string;
}

/** A group or a private talk between a person and the bot. */
export interface Chat {
  id: number;
  type: 'private' | 'group' | 'supergroup';
  title: string;
  /** The bot may write. */
  botInside: boolean;
  /** The bot is an administrator: Telegram tells it of reactions, and shows it every word in spite of privacy mode. */
  botLeads: boolean;
  /** Set once the group has become a supergroup with another id. */
  movedTo?: number;
  nextMessageId: number;
  messages: Message[];
}

export interface Message {
  id: number;
  chat: Chat;
  /** null for an anonymous administrator. */
  from: Account | null;
  date: number;
  editDate?: number;
  text?: string;
  caption?: string;
  /** Its parts in bold. */
  bold?: readonly string[];
  file?: KeptFile;
  replyTo?: Message;
  topic?: number;
  /** The same for all parts of an album. */
  album?: string;
  poll?: Poll;
  /** What the bot has put on it. */
  reaction?: string;
  /** Written by a person under another name; default: from null = an anonymous administrator. */
  under?: 'channel' | 'linked channel';
  buttons: readonly (readonly { text: string; data: string }[])[];
}

export interface Poll {
  id: string;
  question: string;
  options: readonly string[];
  several: boolean;
  anonymous: boolean;
  closed: boolean;
}

export interface KeptFile {
  id: string;
  name: string;
  type: string;
  bytes: Buffer;
  kind: 'document' | 'photo' | 'voice';
}

/** The parts of a message that its writer chooses. */
export type Draft = Omit<Message, 'id' | 'chat' | 'date' | 'buttons'> & { buttons?: Message['buttons'] };

/** Everything the pretended Telegram knows. */
export interface World {
  bot: Account & { username: string };
  /** False while privacy mode is on. */
  readsAll: boolean;
  chats: Map<number, Chat>;
  files: Map<string, KeptFile>;
  /** Seconds since 1970. */
  now(): number;
  write(chat: Chat, draft: Draft): Message;
  bell: ReturnType<typeof createBell>;
}

export function createWorld(bot: World['bot'], now: () => Date): World {
  const world: World = {
    bot,
    readsAll: true,
    chats: new Map(),
    files: new Map(),
    bell: createBell(),
    now: () => Math.floor(now().getTime() / 1000),
    write(chat, draft) {
      const message: Message = { buttons: [], ...draft, id: chat.nextMessageId, chat, date: world.now() };
      chat.nextMessageId += 1;
      chat.messages.push(message);
      if (draft.file) world.files.set(draft.file.id, draft.file);
      return message;
    },
  };
  return world;
}
