import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SendError } from '../../../src/chat/chat-adapter.ts';
import { conversationId, type ConversationId } from '../../../src/chat/conversation-id.ts';
import type { OutboundBody } from '../../../src/chat/message.ts';
import { openWechatDoor, type WechatDoor } from '../../support/wechat-door.ts';
import { recall, sendFile, warn } from '../../support/wechat/ways.ts';
import type { WorldPerson, WorldRoom } from '../../support/wechat/world.ts';

let door: WechatDoor;
let zhang: WorldPerson;
let room: WorldRoom;
const chatOf = (id: string) => conversationId({ platform: 'wechat', chat: id });
const send = (conversation: ConversationId, body: OutboundBody = { text: '提醒' }) =>
  door.adapter.send({ key: '7', conversation, body });
const refusal = async (sending: Promise<unknown>): Promise<SendError> => {
  const error: unknown = await sending.catch((reason: unknown) => reason);
  if (!(error instanceof SendError)) throw new Error('it was not refused with a SendError');
  return error;
};
const open = async (name: string) => {
  door = await openWechatDoor({ name });
  zhang = door.world.person('张伟', { remark: '张伟（区医院）', nickname: '张医生' });
  room = door.world.room('示范支部', [zhang]);
};
const payloads = async (count: number) => {
  const found: unknown[] = [];
  for (let index = 0; index < count; index += 1) found.push((await door.intake.next()).payload);
  return found;
};
afterEach(async () => {
  await door.close();
});

describe('with ids that stay', () => {
  beforeEach(() => open('wechaty-puppet-mock'));

  it('a record has all that its reading needs, and no session', async () => {
    door.world.say({ from: zhang, room, text: '我参加' });
    const { payload, account, updateKey, messageKey } = await door.intake.next();
    expect(payload).toMatchObject({
      kind: 'said',
      bot: { id: 'bot', name: '小助手' },
      room: { id: room.id, topic: '示范支部' },
      talker: { id: zhang.id, name: '张伟', remark: '张伟（区医院）', nickname: '张医生' },
      message: { text: '我参加', at: expect.any(Number), raw: expect.any(Object) },
      receivedAt: door.time.now,
    });
    expect(payload).not.toHaveProperty('session');
    expect([account, updateKey]).toEqual(['wechat', expect.stringMatching(/^said\/\d+$/)]);
    expect(messageKey).toMatch(/^wechat:room1@chatroom\/\d+\/0$/);
  });

  it('what the account itself said is not taken in', async () => {
    const { world } = door;
    const bot = world.find(world.botId);
    world.say({ from: bot, room, text: '我说的' });
    world.say({ from: zhang, room, text: '我参加' });
    expect(await payloads(1)).toMatchObject([{ message: { text: '我参加' } }]);
  });

  it('messages enter in their order, however slow a look-up is', async () => {
    const { world, intake } = door;
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked = 0;
    world.lookUp = () => {
      asked += 1;
      world.bell.ring();
      return asked === 1 ? gate : Promise.resolve();
    };
    world.say({ from: zhang, room, text: '第一条' });
    await world.bell.until(() => (asked > 0 ? true : undefined), 'a look-up');
    world.say({ from: zhang, text: '第二条' });
    await world.bell.until(() => (asked > 3 ? true : undefined), 'a look-up for the second');
    expect(intake.updates).toHaveLength(0);
    release();
    const texts = (await payloads(2)).map((payload) => door.adapter.parse(payload)?.text);
    expect(texts).toEqual(['第一条', '第二条']);
  });

  it('a recall names the message by the number that was seen', async () => {
    const { world } = door;
    const id = world.say({ from: zhang, room, text: '我参加' });
    await payloads(1);
    recall(world, zhang, room, id);
    expect(await payloads(1)).toMatchObject([{ kind: 'recalled', message: { id } }]);
  });

  it('joining and leaving are told when it is us', async () => {
    const { world } = door;
    const events = { inviterId: zhang.id, removerId: zhang.id, roomId: room.id, timestamp: 1 };
    world.puppet.emit('room-join', { ...events, inviteeIdList: [zhang.id] });
    world.puppet.emit('room-join', { ...events, inviteeIdList: [world.botId] });
    world.puppet.emit('room-leave', { ...events, removeeIdList: [world.botId] });
    expect(await payloads(2)).toMatchObject([{ kind: 'joined', room: { topic: '示范支部' } }, { kind: 'left' }]);
  });

  it('friends are accepted one by one, invitations from contacts alone', async () => {
    const { world, waits } = door;
    const stranger = world.person('王陌生', { isFriend: false });
    world.puppet.emit('friendship', { friendshipId: 'f1' });
    world.puppet.emit('room-invite', { roomInvitationId: stranger.id });
    world.puppet.emit('room-invite', { roomInvitationId: zhang.id });
    await world.bell.until(() => (world.accepted.length > 1 ? true : undefined), 'two accepted requests');
    expect(world.accepted).toEqual(['friendship f1', `invitation ${zhang.id}`]);
    expect(waits).toContain(20_000);
  });

  it('a file is got from the puppet, and is gone when the puppet forgot it', async () => {
    const file = { name: '方案.pdf', bytes: Buffer.from('%PDF-1.4') };
    sendFile(door.world, zhang, file, room);
    const [payload] = await payloads(1);
    const remote = door.adapter.parse(payload)?.files[0]?.remote ?? {};
    expect(await door.adapter.fetchFile?.(remote, 100)).toEqual(file.bytes);
    door.world.forget();
    await expect(door.adapter.fetchFile?.(remote, 100)).rejects.toMatchObject({ code: 'file.gone' });
  });

  it('a warning in a send stops all sends for half an hour', async () => {
    door.world.sendFaults.push(new Error('发送消息过于频繁'));
    const first = await refusal(send(chatOf(room.id)));
    expect(first).toMatchObject({ everywhere: true, outcome: 'refused', retryAfterMs: 30 * 60_000 });
    door.time.now += 10 * 60_000;
    expect(await refusal(send(chatOf(zhang.id)))).toMatchObject({ everywhere: true, retryAfterMs: 20 * 60_000 });
    expect(door.adapter.health()).toMatchObject({ ok: true, detail: expect.stringMatching(/too often/) });
    door.time.now += 20 * 60_000;
    await expect(send(chatOf(room.id))).resolves.toMatchObject({ messageId: expect.any(String) });
  });

  it('a warning of the system stops them too, the same words of a member do not', async () => {
    door.world.say({ from: zhang, room, text: '操作过于频繁，请稍后再试' });
    await payloads(1);
    await expect(send(chatOf(room.id))).resolves.toBeDefined();
    warn(door.world, room);
    door.world.say({ from: zhang, room, text: '后面一句' });
    await payloads(1);
    expect(await refusal(send(chatOf(room.id)))).toMatchObject({ everywhere: true });
  });

  it('pieces are a second apart; one that fails leaves the message half said', async () => {
    const long = { text: '第一段。'.repeat(400) };
    await send(chatOf(room.id), long);
    expect(door.world.sent.length).toBeGreaterThan(1);
    expect(door.waits.filter((ms) => ms >= 1_000)).toHaveLength(door.world.sent.length - 1);
    const before = door.world.sent.length;
    const spoilt = send(chatOf(room.id), long);
    await door.world.bell.until(() => (door.world.sent.length > before ? true : undefined), 'the first piece');
    door.world.sendFaults.push(new Error('broken'));
    expect(await refusal(spoilt)).toMatchObject({ code: 'wechat.half_sent', outcome: 'unknown' });
  });

  it('nothing is lost while nobody is logged in: sends wait', async () => {
    await door.world.logout();
    await door.healthy(false);
    expect(await refusal(send(chatOf(room.id)))).toMatchObject({
      outcome: 'refused',
      everywhere: true,
      retryAfterMs: 15_000,
    });
  });
});

describe('with ids that change', () => {
  beforeEach(() => open('wechaty-puppet-wechat4u'));

  it('every room is met again after a login, with its people under the new ids', async () => {
    const { world, intake } = door;
    const old = zhang.id;
    await world.logout();
    await door.healthy(false);
    world.login();
    const { payload, conversation } = await intake.next();
    expect(payload).toMatchObject({
      kind: 'met',
      session: world.botId,
      room: { id: room.id, topic: '示范支部' },
      people: [{ id: zhang.id, name: '张伟', remark: '张伟（区医院）', nickname: '张医生' }],
    });
    expect(zhang.id).not.toBe(old);
    expect(conversation).toBe(chatOf(room.id));
    expect(door.adapter.parse(payload)).toMatchObject({ event: 'met', session: world.botId });
    // Told again that it is ready, it has nothing new to say.
    world.puppet.emit('ready', { data: '' });
    await intake.attempted(2);
    expect(intake.updates).toHaveLength(1);
  });

  it('a chat of the last login is tried again, for it may be met', async () => {
    const gone = chatOf(room.id);
    await door.world.logout();
    await door.healthy(false);
    door.world.login();
    await door.healthy();
    const error = await refusal(send(gone));
    expect(error).toMatchObject({ code: 'wechat.chat_unknown', outcome: 'refused', permanent: false });
    expect(error.retryAfterMs).toBeUndefined();
    await expect(send(chatOf(room.id))).resolves.toBeDefined();
  });
});
