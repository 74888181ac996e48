import { randomUUID } from 'node:crypto';
import type { UpdateQueue } from './update-queue.ts';
import { accountShape, chatShape, messageShape } from './shapes.ts';
import type { Account, Chat, KeptFile, Message, World } from './world.ts';

/** A message of the bot as it stood at one moment. */
export interface Shown {
  message: Message;
  /** Text or caption. */
  text: string;
}

export interface SeesOptions {
  withinMs?: number;
}

/** A place where people and the bot talk. */
export interface TelegramPlace {
  readonly chat: Chat;
  /** All that was said, by anybody, oldest first. */
  readonly messages: readonly Message[];
  /** All that the bot said or changed, oldest first. */
  readonly shown: readonly Shown[];
  /**
   * Waits until the bot says, or changes a message to, something that matches; what was seen before is not seen again.
   */
  sees(words: RegExp | string, options?: SeesOptions): Promise<Shown>;
}

export interface TelegramGroup extends TelegramPlace {
  /** The bot is brought in, or taken out. */
  bringsIn(by: TelegramPerson): void;
  throwsOut(by: TelegramPerson): void;
  /** The group becomes a supergroup with another id; the old id only tells where it went. */
  becomesSupergroup(): void;
}

export interface SayOptions {
  /** Default: the first group this person is in, else the private talk. */
  in?: TelegramPlace;
  replyTo?: Message | Shown;
  /** Begins with a mention of the bot. */
  mention?: boolean;
  /** A forum's topic. */
  topic?: number;
  /** As anonymous administrator. */
  anonymous?: boolean;
}

export interface TelegramFileToSend {
  name: string;
  type?: string;
  bytes: Buffer;
  caption?: string;
  kind?: KeptFile['kind'];
}

export interface TelegramPerson extends Pick<TelegramPlace, 'sees'> {
  readonly account: Account;
  /** The private talk with the bot. */
  readonly dm: TelegramPlace;
  says(text: string, options?: SayOptions): Message;
  /** Says it to the bot alone. */
  whispers(text: string, options?: Omit<SayOptions, 'in'>): Message;
  edits(message: Message, text: string): void;
  /** Presses the button with this label. @returns the id of the press, see TelegramStandIn.answerTo */
  presses(shown: Shown, label: string): string;
  sendsFile(file: TelegramFileToSend, options?: SayOptions): Message;
}

export interface PeopleDeps {
  world: World;
  updates: UpdateQueue;
  presses: Map<string, string | null>;
  shown: Map<Chat, Shown[]>;
}

export function createPlace(chat: Chat, { world, shown }: PeopleDeps): TelegramPlace {
  let seen = 0;
  const list = () => shown.get(chat) ?? [];
  return {
    chat,
    get messages() {
      return chat.messages;
    },
    get shown() {
      return list();
    },
    sees(words, { withinMs } = {}) {
      const matches = (text: string) => (typeof words === 'string' ? text.includes(words) : words.test(text));
      const look = () => {
        const index = list().findIndex((each, at) => at >= seen && matches(each.text));
        if (index < 0) return undefined;
        seen = index + 1;
        return list()[index];
      };
      const soFar = () => JSON.stringify(list().map((each) => each.text.slice(0, 200)));
      return world.bell.until(look, () => `${String(words)} in ${chat.title}; the bot said ${soFar()}`, withinMs);
    },
  };
}

export function createGroup(chat: Chat, deps: PeopleDeps): TelegramGroup {
  const { world, updates } = deps;
  const change = (by: TelegramPerson, from: string, to: string) => {
    chat.botInside = to === 'member';
    const bot = accountShape(world.bot);
    updates.add({
      my_chat_member: {
        chat: chatShape(chat),
        from: accountShape(by.account),
        date: world.now(),
        old_chat_member: { user: bot, status: from },
        new_chat_member: { user: bot, status: to, ...(to === 'kicked' ? { until_date: 0 } : {}) },
      },
    });
  };
  // Its getters must go on reading, so the place is extended and not copied.
  return Object.assign(createPlace(chat, deps), {
    bringsIn: (by: TelegramPerson) => change(by, 'left', 'member'),
    throwsOut: (by: TelegramPerson) => change(by, 'member', 'kicked'),
    becomesSupergroup() {
      const old: Chat = { ...chat, movedTo: chat.id - 1_000_000_000_000 };
      world.chats.set(old.id, old);
      chat.id -= 1_000_000_000_000;
      chat.type = 'supergroup';
      world.chats.set(chat.id, chat);
      const note = { message_id: old.nextMessageId, date: world.now(), chat: chatShape(old) };
      updates.add({ message: { ...note, migrate_to_chat_id: chat.id } });
      const arrival = { message_id: chat.nextMessageId, date: world.now(), chat: chatShape(chat) };
      chat.nextMessageId += 1;
      updates.add({ message: { ...arrival, migrate_from_chat_id: old.id } });
    },
  });
}

export function createPerson(
  account: Account,
  dm: TelegramPlace,
  home: () => TelegramPlace | undefined,
  deps: PeopleDeps,
): TelegramPerson {
  const { world, updates, presses } = deps;
  const write = (content: { text?: string; caption?: string; file?: KeptFile }, options: SayOptions): Message => {
    const quoted = options.replyTo && ('message' in options.replyTo ? options.replyTo.message : options.replyTo);
    const { chat } = options.in ?? home() ?? dm;
    const message = world.write(chat, {
      from: options.anonymous ? null : account,
      ...content,
      ...(quoted ? { replyTo: quoted } : {}),
      ...(options.topic === undefined ? {} : { topic: options.topic }),
    });
    updates.add({ message: messageShape(message) });
    return message;
  };
  const says = (text: string, options: SayOptions = {}) =>
    write({ text: options.mention ? `@${world.bot.username} ${text}` : text }, options);
  return {
    account,
    dm,
    sees: (words, options) => dm.sees(words, options),
    says,
    whispers: (text, options = {}) => says(text, { ...options, in: dm }),
    edits(message, text) {
      message.text = text;
      message.editDate = Math.max(world.now(), (message.editDate ?? message.date) + 1);
      updates.add({ edited_message: messageShape(message) });
    },
    presses({ message }, label) {
      const button = message.buttons.flat().find((each) => each.text === label);
      if (!button) throw new Error(`no button ${label} under: ${message.text ?? message.caption ?? ''}`);
      const id = randomUUID();
      presses.set(id, null);
      const press = { id, from: accountShape(account), chat_instance: '1', data: button.data };
      updates.add({ callback_query: { ...press, message: messageShape(message) } });
      return id;
    },
    sendsFile({ name, type = 'application/octet-stream', bytes, caption, kind = 'document' }, options = {}) {
      const file = { id: randomUUID(), name, type, bytes, kind };
      return write({ file, ...(caption === undefined ? {} : { caption }) }, options);
    },
  };
}
