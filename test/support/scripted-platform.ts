import { z } from 'zod';
import type { Capabilities, ChatAdapter, Intake } from '../../src/chat/chat-adapter.ts';
import { conversationId, type ConversationId } from '../../src/chat/conversation-id.ts';
import type { InboundMessage, OutboundBody, Sender } from '../../src/chat/message.ts';
import { wholeText } from '../../src/chat/with-title.ts';

export interface PlatformOptions {
  capabilities?: Partial<Capabilities>;
  startLink?: (code: string) => string;
}

interface PlatformParts {
  platform: string;
  options: PlatformOptions;
  now(): Date;
  /** The inbox of this platform. */
  intake(adapter: ChatAdapter): Intake;
  settle(): Promise<void>;
}

/** Something the bot sent on the platform. */
export interface SentThere {
  conversation: ConversationId;
  messageId: string;
  body: OutboundBody;
}

export interface PlatformLine {
  messageId: string;
  /** What the bot said in that conversation since, joined. */
  text: string;
  /** Throws unless the bot said something there that matches. */
  seesReply(pattern: RegExp): PlatformLine;
  /** Throws if the bot said anything there. */
  seesSilence(): PlatformLine;
}

/** A group under its present id. */
export interface Room {
  id: string;
  title: string;
}

export interface SaidOptions {
  room?: Room;
  replyTo?: string;
  quotedText?: string;
  mentionsBot?: boolean;
}

/** An update as it is kept: the message itself, its moment as text. */
const stored = z
  .object({ message: z.custom<Omit<InboundMessage, 'at'>>(), at: z.iso.datetime() })
  .transform(({ message, at }): InboundMessage => ({ ...message, at: new Date(at) }));

const parse = (payload: unknown): InboundMessage | null => stored.safeParse(payload).data ?? null;

/** A platform on which tests speak: it has ids of each login where `login` was called, and everything sent arrives. */
export function createScriptedPlatform({ platform, options, now, intake, settle }: PlatformParts) {
  const sent: SentThere[] = [];
  let nextId = 1;
  let session: string | undefined;
  const adapter: ChatAdapter = {
    platform,
    capabilities: { edit: false, buttons: false, files: true, idempotentSend: true, ...options.capabilities },
    parse,
    async send({ conversation, body }) {
      const messageId = `bot-${sent.length + 1}`;
      sent.push({ conversation, messageId, body });
      return { messageId };
    },
    async edit() {},
    ...(options.startLink ? { startLink: options.startLink } : {}),
    async start() {},
    async stop() {},
    health: () => ({ ok: true, detail: 'scripted' }),
  };
  const inbox = intake(adapter);
  const conversationOf = (chat: string) => conversationId({ platform, chat });
  const since = (conversation: ConversationId, from: number) =>
    sent.slice(from).filter((one) => one.conversation === conversation);

  /** Puts something into the inbox without handling it. @returns its message id */
  async function put(
    event: Partial<InboundMessage> & Pick<InboundMessage, 'conversation' | 'kind' | 'chatTitle'>,
  ): Promise<string> {
    const messageId = `m${nextId}`;
    nextId += 1;
    const message = {
      event: 'message',
      platform,
      messageId,
      editVersion: 0,
      sender: null,
      text: '',
      mentionsBot: false,
      files: [],
      ...(session === undefined ? {} : { session }),
      ...event,
    };
    await inbox.accept([
      {
        account: 'bot',
        updateKey: messageId,
        messageKey: message.event === 'message' ? `${event.conversation}/${messageId}/0` : null,
        conversation: event.conversation,
        payload: { message, at: now().toISOString() },
      },
    ]);
    return messageId;
  }

  const inRoom = (room: Room) =>
    ({ conversation: conversationOf(room.id), kind: 'group', chatTitle: room.title }) as const;

  /** Somebody under the ids of the login in which they speak. */
  function person(sender: Sender) {
    const event = (text: string, { room, ...rest }: SaidOptions) => {
      const place = room
        ? inRoom(room)
        : ({ conversation: conversationOf(sender.id), kind: 'dm', chatTitle: sender.name } as const);
      const { nickname: _, ...elsewhere } = sender;
      return { ...place, sender: room ? sender : elsewhere, text, ...rest };
    };
    const speak = async (text: string, said: SaidOptions): Promise<PlatformLine> => {
      const spoken = event(text, said);
      const before = sent.length;
      const messageId = await put(spoken);
      await settle();
      return lineOf(text, messageId, since(spoken.conversation, before));
    };
    return {
      sender,
      says: (text: string, room: Room, said: SaidOptions = {}) => speak(text, { ...said, room }),
      whispers: (text: string, said: SaidOptions = {}) => speak(text, said),
      /** Says it without anything being handled yet. */
      mutters: (text: string, room?: Room) => put(event(text, room ? { room } : {})),
      /** What the bot wrote to this account in private. */
      private: () => since(conversationOf(sender.id), 0).map(({ body }) => wholeText(body)),
    };
  }

  return {
    adapter,
    sent,
    put,
    person,
    /** From now on everything comes under this login. */
    login(key: string) {
      session = key;
    },
    textsIn: (room: Room) => since(conversationOf(room.id), 0).map(({ body }) => wholeText(body)),
    /** The group is there under the present login, with these people in it. */
    async meets(room: Room, people: readonly Sender[]) {
      await put({ ...inRoom(room), event: 'met', people });
      await settle();
    },
    async invited(room: Room, hearsAll?: boolean) {
      await put({ ...inRoom(room), event: 'bot_joined', ...(hearsAll === undefined ? {} : { hearsAll }) });
      await settle();
    },
  };
}

export type ScriptedPlatform = ReturnType<typeof createScriptedPlatform>;

function lineOf(said: string, messageId: string, answers: readonly SentThere[]): PlatformLine {
  const text = answers.map(({ body }) => wholeText(body)).join('\n');
  const line: PlatformLine = {
    messageId,
    text,
    seesReply(pattern) {
      if (!pattern.test(text)) throw new Error(`“${said}” expected ${pattern} and got: ${text || '(silence)'}`);
      return line;
    },
    seesSilence() {
      if (text !== '') throw new Error(`“${said}” expected silence and got: ${text}`);
      return line;
    },
  };
  return line;
}
