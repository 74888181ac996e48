import { randomUUID } from 'node:crypto';
import type { UpdateQueue } from './update-queue.ts';
import { accountShape, chatShape, messageShape } from './shapes.ts';
import type { Account, Chat, Draft, KeptFile, Message, World } from './world.ts';

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
  /** The bot is brought in, at once as an administrator or not, or taken out. */
  bringsIn(by: TelegramPerson, as?: 'member' | 'administrator'): void;
  /** The bot is made an administrator, or is one no longer. */
  promotes(by: TelegramPerson): void;
  demotes(by: TelegramPerson): void;
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
  /** As a channel, or as the linked channel whose posts come by themselves. */
  under?: NonNullable<Message['under']>;
}

export interface AlbumOptions extends Omit<SayOptions, 'replyTo'> {
  caption?: string;
  /** Which part has the caption; default the first. */
  captionAt?: number;
  /** Number of an album that these are more parts of. */
  as?: string;
  /** In which order the parts arrive; default as they were sent. */
  arriving?: readonly number[];
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
  /** Several files as one album: one update for each, with nothing but a common number to hold them together. */
  sendsAlbum(files: readonly TelegramFileToSend[], options?: AlbumOptions): Message[];
  /** Has exactly these emoji on a message from now on. Told only in private and where the bot is an administrator. */
  reacts(to: Message | Shown, emoji: readonly string[], options?: { anonymous?: boolean }): void;
  /** Chooses in a poll; none takes the choice back. */
  votes(poll: Message | Shown, ...options: readonly number[]): void;
  /** Closes the private talk to the bot, and opens it again. */
  blocks(): void;
  unblocks(): void;
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
  const change = (by: TelegramPerson, to: string, from = chat.botLeads ? 'administrator' : 'member') =>
    changeMembership({ chat, by: by.account, from, to }, { world, updates });
  // Its getters must go on reading, so the place is extended and not copied.
  return Object.assign(createPlace(chat, deps), {
    bringsIn: (by: TelegramPerson, as: 'member' | 'administrator' = 'member') => change(by, as, 'left'),
    promotes: (by: TelegramPerson) => change(by, 'administrator'),
    demotes: (by: TelegramPerson) => change(by, 'member'),
    throwsOut: (by: TelegramPerson) => change(by, 'kicked'),
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

interface Change {
  chat: Chat;
  by: Account;
  from: string;
  to: string;
}

function changeMembership(
  { chat, by, from, to }: Change,
  { world, updates }: Pick<PeopleDeps, 'world' | 'updates'>,
): void {
  chat.botInside = ['member', 'administrator'].includes(to);
  chat.botLeads = to === 'administrator';
  const bot = accountShape(world.bot);
  updates.add({
    my_chat_member: {
      chat: chatShape(chat),
      from: accountShape(by),
      date: world.now(),
      old_chat_member: { user: bot, status: from },
      new_chat_member: { user: bot, status: to, ...(to === 'kicked' ? { until_date: 0 } : {}) },
    },
  });
}

/** Whether Telegram tells the bot of it: in privacy mode only commands, mentions and answers to it. */
function isHeard({ chat, text, caption, replyTo }: Message, { bot, readsAll }: World): boolean {
  const words = text ?? caption ?? '';
  const isCalled = words.startsWith('/') || words.includes(`@${bot.username}`) || replyTo?.from === bot;
  return chat.type === 'private' || readsAll || chat.botLeads || isCalled;
}

const isShown = (it: Message | Shown): it is Shown => 'message' in it;

export function createPerson(
  account: Account,
  dm: TelegramPlace,
  home: () => TelegramPlace | undefined,
  deps: PeopleDeps,
): TelegramPerson {
  const { world, updates, presses } = deps;
  const put = (content: Pick<Draft, 'text' | 'caption' | 'file' | 'album'>, options: SayOptions): Message => {
    const { replyTo, topic, under } = options;
    const quoted = replyTo && (isShown(replyTo) ? replyTo.message : replyTo);
    const { chat } = options.in ?? home() ?? dm;
    return world.write(chat, {
      from: options.anonymous ? null : account,
      ...content,
      ...(quoted ? { replyTo: quoted } : {}),
      ...(topic === undefined ? {} : { topic }),
      ...(under === undefined ? {} : { under }),
    });
  };
  const write = (content: Parameters<typeof put>[0], options: SayOptions): Message => {
    const message = put(content, options);
    if (isHeard(message, world)) updates.add({ message: messageShape(message) });
    return message;
  };
  const keep = ({ name, type = 'application/octet-stream', bytes, kind = 'document' }: TelegramFileToSend) => ({
    file: { id: randomUUID(), name, type, bytes, kind },
  });
  const reactions = new Map<Message, readonly string[]>();
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
    sendsFile: (file, options = {}) => {
      const { caption } = file;
      return write({ ...keep(file), ...(caption === undefined ? {} : { caption }) }, options);
    },
    sendsAlbum(files, { caption, captionAt = 0, arriving = files.map((_file, index) => index), as, ...options } = {}) {
      const album = as ?? String(13_000_000_000 + (options.in ?? home() ?? dm).chat.nextMessageId);
      const parts = files.map((file, index) =>
        put({ ...keep(file), album, ...(caption !== undefined && index === captionAt ? { caption } : {}) }, options),
      );
      for (const part of arriving.flatMap((index) => parts[index] ?? [])) {
        if (isHeard(part, world)) updates.add({ message: messageShape(part) });
      }
      return parts;
    },
    reacts(to, emoji, { anonymous = false } = {}) {
      const message = isShown(to) ? to.message : to;
      const { chat } = message;
      const before = reactions.get(message) ?? [];
      reactions.set(message, emoji);
      if (chat.type !== 'private' && !chat.botLeads) return;
      updates.add({
        message_reaction: {
          chat: chatShape(chat),
          message_id: message.id,
          ...(anonymous ? { actor_chat: chatShape(chat) } : { user: accountShape(account) }),
          date: world.now(),
          old_reaction: before.map((each) => ({ type: 'emoji', emoji: each })),
          new_reaction: emoji.map((each) => ({ type: 'emoji', emoji: each })),
        },
      });
    },
    votes(to, ...options) {
      const { poll, chat } = isShown(to) ? to.message : to;
      if (!poll || poll.closed) throw new Error(`no open poll in ${chat.title}`);
      if (poll.anonymous) return;
      updates.add({
        poll_answer: {
          poll_id: poll.id,
          user: accountShape(account),
          option_ids: options,
          option_persistent_ids: options.map(String),
        },
      });
    },
    blocks: () => changeMembership({ chat: dm.chat, by: account, from: 'member', to: 'kicked' }, deps),
    unblocks: () => changeMembership({ chat: dm.chat, by: account, from: 'kicked', to: 'member' }, deps),
  };
}
