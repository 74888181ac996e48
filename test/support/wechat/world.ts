import { types, type payloads } from 'wechaty';
import { createBell, type Bell } from '../bell.ts';
import { LabPuppet } from './lab-puppet.ts';

/** Somebody on WeChat, as our account sees them. */
export interface WorldPerson {
  /** Under the present login. */
  readonly id: string;
  readonly name: string;
  remark?: string;
  nickname?: string;
  isFriend: boolean;
}

export interface WorldRoom {
  /** Under the present login. */
  readonly id: string;
  topic: string;
  readonly people: WorldPerson[];
}

export interface WorldFile {
  name: string;
  bytes: Buffer;
}

/** A message that somebody else, or the system, put there. */
interface Heard {
  payload: payloads.Message;
  raw: object;
  file?: WorldFile;
}

/** A message of the bot. */
export interface BotMessage {
  id: string;
  conversationId: string;
  text: string;
  file?: WorldFile;
}

interface NewMessage {
  from?: WorldPerson;
  room?: WorldRoom | undefined;
  text: string;
  type?: types.Message;
  mentions?: readonly string[];
  raw?: object;
  file?: WorldFile;
  id?: string;
}

/** WeChat with one account that the bot has: people, rooms, what is said, and what goes wrong. */
export class WechatWorld {
  readonly botName = '小助手';
  readonly people: WorldPerson[] = [];
  readonly rooms: WorldRoom[] = [];
  /** What the bot said, oldest first. */
  readonly sent: BotMessage[] = [];
  /** Requests that were accepted. */
  readonly accepted: string[] = [];
  readonly bell: Bell = createBell();
  /** For the next puppets. */
  readonly atStart: { fault?: Error | undefined; hangs?: boolean; hangsOnStop?: boolean; logsIn: boolean } = {
    logsIn: true,
  };
  /** For the next sends, in order. `hang`: no answer ever comes. */
  readonly sendFaults: (Error | 'hang')[] = [];
  /** Remarks that our account has set: by whose name, in order. */
  readonly noted: (readonly [name: string, remark: string])[] = [];
  /** For the next remarks, in order. */
  readonly noteFaults: Error[] = [];
  /** What looking up a name meets. */
  lookUp: () => Promise<void> = async () => {};
  /** Puppets that were made so far. */
  puppets = 0;
  readonly #heard = new Map<string, Heard>();
  readonly #idsChange: boolean;
  #session = 1;
  #count = 0;
  #puppet: LabPuppet | null = null;

  /** @param options.idsChange all ids are other ones after each login, as with the web protocol */
  constructor({ idsChange = false }: { idsChange?: boolean } = {}) {
    this.#idsChange = idsChange;
  }

  /** A fresh puppet over this world. */
  readonly load = async (): Promise<LabPuppet> => {
    this.puppets += 1;
    this.bell.ring();
    return new LabPuppet(this);
  };

  /** One has started. */
  get hasPuppet(): boolean {
    return this.#puppet !== null;
  }

  get puppet(): LabPuppet {
    if (!this.#puppet) throw new Error('no puppet has started');
    return this.#puppet;
  }

  /** Told by a puppet once it runs. */
  started(puppet: LabPuppet): void {
    this.#puppet = puppet;
    if (this.atStart.logsIn) puppet.login(this.botId);
    this.bell.ring();
  }

  get botId(): string {
    return this.#idOf('bot');
  }

  #idOf(key: string): string {
    return this.#idsChange ? `${key}-s${this.#session}` : key;
  }

  person(name: string, more: { remark?: string; nickname?: string; isFriend?: boolean } = {}): WorldPerson {
    const idOf = () => this.#idOf(`wxid_${name}`);
    const person = {
      get id() {
        return idOf();
      },
      name,
      isFriend: true,
      ...more,
    };
    this.people.push(person);
    return person;
  }

  room(topic: string, people: WorldPerson[]): WorldRoom {
    const key = `room${this.rooms.length + 1}`;
    const idOf = () => `${this.#idOf(key)}@chatroom`;
    const room = {
      get id() {
        return idOf();
      },
      topic,
      people,
    };
    this.rooms.push(room);
    return room;
  }

  find(id: string): WorldPerson {
    const person = [...this.people, { id: this.botId, name: this.botName, isFriend: true }].find(
      (each) => each.id === id,
    );
    if (!person) throw new Error('nobody has this id');
    return person;
  }

  findRoom(id: string): WorldRoom {
    const room = this.rooms.find((each) => each.id === id);
    if (!room) throw new Error('no room has this id');
    return room;
  }

  message(id: string): Heard {
    const message = this.#heard.get(id);
    if (!message) throw new Error('id not found');
    return message;
  }

  /** Puts a message there and tells the puppet. @returns its id */
  say({ from, room, text, type = types.Message.Text, mentions = [], raw = {}, file, id }: NewMessage): string {
    this.#count += 1;
    const messageId = id ?? `${7_000_000_000_000 + this.#count}`;
    const base = { id: messageId, talkerId: from?.id ?? '', text, type, timestamp: 1_795_000_000 + this.#count };
    const named = file ? { ...base, filename: file.name } : base;
    const payload = room
      ? { ...named, roomId: room.id, mentionIdList: [...mentions] }
      : { ...named, listenerId: this.botId };
    this.#heard.set(messageId, { payload, raw, ...(file ? { file } : {}) });
    this.puppet.emit('message', { messageId });
    return messageId;
  }

  /** The puppet tells of a message once more. */
  sayAgain(messageId: string): void {
    this.puppet.emit('message', { messageId });
  }

  /** The messages are gone from WeChat's servers. */
  forget(): void {
    this.#heard.clear();
    this.puppet.cache.message.clear();
  }

  scan(code: string, status = types.ScanStatus.Waiting): void {
    this.puppet.emit('scan', { qrcode: code, status });
  }

  login(): void {
    this.puppet.login(this.botId);
  }

  /** Where ids change, all are other ones from now on. */
  async logout(): Promise<void> {
    await this.puppet.logout();
    this.#session += 1;
  }

  /** The bot sends. */
  take(message: Omit<BotMessage, 'id'>): Promise<string> {
    const fault = this.sendFaults.shift();
    if (fault === 'hang') return new Promise(() => {});
    if (fault) return Promise.reject(fault);
    this.#count += 1;
    const id = `${8_000_000_000_000 + this.#count}`;
    this.sent.push({ id, ...message });
    this.bell.ring();
    return Promise.resolve(id);
  }

  /** Our account notes something beside a contact; WeChat lets it do so with friends only. */
  note(id: string, remark: string): void {
    const fault = this.noteFaults.shift();
    if (fault) throw fault;
    const person = this.people.find((each) => each.id === id);
    if (!person?.isFriend) throw new Error('no contact has this id');
    person.remark = remark;
    this.noted.push([person.name, remark]);
    this.bell.ring();
  }

  accept(what: string): void {
    this.accepted.push(what);
    this.bell.ring();
  }
}
