import { FileBox } from 'file-box';
import { types, type payloads } from 'wechaty';
import { PuppetMock } from 'wechaty-puppet-mock';
import type { WechatWorld } from './world.ts';

type FileBoxOf = Awaited<ReturnType<PuppetMock['messageFile']>>;

/** wechaty's mock puppet over a world of people and rooms, which outlives it. */
export class LabPuppet extends PuppetMock {
  readonly world: WechatWorld;

  constructor(world: WechatWorld) {
    super();
    this.world = world;
    const [start, stop] = [this.start.bind(this), this.stop.bind(this)];
    this.start = async () => {
      const { fault } = world.atStart;
      if (fault) throw fault;
      if (world.atStart.hangs) await new Promise(() => {});
      await start();
      world.started(this);
    };
    this.stop = async () => {
      if (world.atStart.hangsOnStop) await new Promise(() => {});
      await stop();
    };
  }

  override async contactList() {
    return this.world.people.map((person) => person.id);
  }

  override async contactRawPayload(id: string) {
    await this.world.lookUp();
    const person = this.world.find(id);
    const { name, remark: alias, isFriend: friend } = person;
    return {
      id,
      name,
      friend,
      avatar: '',
      phone: [],
      gender: types.ContactGender.Unknown,
      type: types.Contact.Individual,
      ...(alias === undefined ? {} : { alias }),
    };
  }

  override contactAlias(id: string): Promise<string>;
  override contactAlias(id: string, remark: string | null): Promise<void>;
  override async contactAlias(id: string, remark?: string | null): Promise<string | void> {
    if (remark === undefined) return this.world.find(id).remark ?? '';
    this.world.note(id, remark ?? '');
  }

  override async roomList() {
    return this.world.rooms.map((room) => room.id);
  }

  override async roomRawPayload(id: string) {
    await this.world.lookUp();
    const room = this.world.findRoom(id);
    return { id, topic: room.topic, adminIdList: [], memberIdList: await this.roomMemberList(id) };
  }

  override async roomMemberList(id: string) {
    return [this.world.botId, ...this.world.findRoom(id).people.map((person) => person.id)];
  }

  override async roomMemberRawPayload(_roomId: string, id: string) {
    await this.world.lookUp();
    if (id === this.world.botId) return { id, name: this.world.botName, avatar: '' };
    const { name, nickname: roomAlias } = this.world.find(id);
    return { id, name, avatar: '', ...(roomAlias === undefined ? {} : { roomAlias }) };
  }

  override async roomMemberPayloadDirty(): Promise<void> {}

  override async messageRawPayload(id: string) {
    const { payload, raw } = this.world.message(id);
    return { ...payload, ...raw };
  }

  override async messageRawPayloadParser({ id }: payloads.Message) {
    return this.world.message(id).payload;
  }

  override async messageFile(id: string): Promise<FileBoxOf> {
    const { file } = this.world.message(id);
    if (!file) throw new Error('this message has no file');
    return FileBox.fromBuffer(file.bytes, file.name);
  }

  override messageSendText(conversationId: string, text: string): Promise<void> {
    return withId(this.world.take({ conversationId, text }));
  }

  override async messageSendFile(conversationId: string, file: FileBoxOf): Promise<void> {
    const kept = { name: file.name, bytes: await file.toBuffer() };
    return withId(this.world.take({ conversationId, text: '', file: kept }));
  }

  override async friendshipRawPayload(id: string) {
    return { id, contactId: id, timestamp: 0, ticket: '', type: types.Friendship.Receive };
  }

  override async friendshipAccept(id: string) {
    this.world.accept(`friendship ${id}`);
  }

  override async roomInvitationRawPayload(id: string) {
    return { id, inviterId: id, topic: '', avatar: '', invitation: '', memberCount: 3, memberIdList: [], timestamp: 0 };
  }

  override async roomInvitationAccept(id: string) {
    this.world.accept(`invitation ${id}`);
  }
}

/** The mock's type has no id of what was sent, which puppets do give. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as said above
const withId = (id: Promise<string>): Promise<void> => id as Promise<unknown> as Promise<void>;
