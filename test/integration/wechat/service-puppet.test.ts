import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { log, PuppetServer } from 'wechaty-puppet-service';
import { puppetLoader } from '../../../adapters/wechat/puppet/load-puppet.ts';
import { SendError } from '../../../src/chat/chat-adapter.ts';
import { conversationId } from '../../../src/chat/conversation-id.ts';
import { freePort } from '../../support/port.ts';
import { openWechatDoor, type WechatDoor } from '../../support/wechat-door.ts';
import { LabPuppet } from '../../support/wechat/lab-puppet.ts';
import { sendFile } from '../../support/wechat/ways.ts';
import type { WorldPerson, WorldRoom } from '../../support/wechat/world.ts';

const name = 'wechaty-puppet-service';

/** Each test goes on where the last one ended: a gateway on this machine, as a unit sets it up by settings alone. */
describe('a puppet on a gateway', () => {
  const token = `insecure_${randomUUID()}`;
  let endpoint: string;
  let gateway: PuppetServer | null = null;
  let door: WechatDoor;
  let zhang: WorldPerson;
  let room: WorldRoom;

  async function openGateway(): Promise<void> {
    gateway = new PuppetServer({ puppet: new LabPuppet(door.world), token, endpoint, tls: { disable: true } });
    await gateway.start();
  }
  async function closeGateway(): Promise<void> {
    await gateway?.stop();
    gateway = null;
  }
  const send = (text: string) =>
    door.adapter.send({
      key: '7',
      conversation: conversationId({ platform: 'wechat', chat: room.id }),
      body: { text },
    });

  beforeAll(async () => {
    log.level('silent');
    endpoint = `127.0.0.1:${await freePort()}`;
    vi.stubEnv('WECHATY_PUPPET_SERVICE_ENDPOINT', endpoint);
    vi.stubEnv('WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT', 'true');
    door = await openWechatDoor({ name, puppet: puppetLoader({ name, token }), asleep: true });
    zhang = door.world.person('张伟', { nickname: '张医生' });
    room = door.world.room('示范支部', [zhang]);
    await openGateway();
    await door.adapter.start(door.intake);
    await door.healthy();
  });
  afterAll(async () => {
    await door.close();
    await closeGateway();
    vi.unstubAllEnvs();
  });

  it('takes in what is said', async () => {
    door.world.say({ from: zhang, room, text: '我参加' });
    const { payload, conversation } = await door.intake.next();
    expect(conversation).toBe('wechat:room1@chatroom');
    expect(payload).toMatchObject({
      bot: { id: door.world.botId, name: '小助手' },
      room: { topic: '示范支部' },
      talker: { name: '张伟', nickname: '张医生' },
      message: { text: '我参加' },
    });
  });

  it('says what the bot says, and tells the ids of it', async () => {
    const { messageId } = await send('已记：张伟参加');
    expect(door.world.sent).toMatchObject([{ id: messageId, conversationId: room.id, text: '已记：张伟参加' }]);
  });

  it('brings files in and out', async () => {
    const bytes = Buffer.from('the minutes of the meeting');
    const id = sendFile(door.world, zhang, { name: '会议记录.docx', bytes }, room);
    await door.intake.next();
    expect(await door.adapter.fetchFile?.({ messageId: id }, 1_000)).toEqual(bytes);
    const { sha256 } = await door.files.put(bytes);
    await door.adapter.send({
      key: '8',
      conversation: conversationId({ platform: 'wechat', chat: room.id }),
      body: { text: '', files: [{ name: '草案.docx', type: 'application/msword', size: bytes.length, sha256 }] },
    });
    expect(door.world.sent.at(-1)).toMatchObject({ file: { name: '草案.docx', bytes } });
  });

  it('keeps nobody’s name outside our own folder', () => {
    expect(existsSync(path.join(homedir(), '.wechaty', name, token))).toBe(false);
  });

  it('that is gone is told, and what is to be sent waits', async () => {
    await closeGateway();
    await door.healthy(false);
    expect(door.adapter.health().detail).toMatch(/connection to the puppet’s server broke|could not start|connecting/);
    expect(door.adapter.health().detail).not.toContain(token);
    const refusal: unknown = await send('提醒').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(SendError);
    expect(refusal).toMatchObject({ outcome: 'refused', everywhere: true, permanent: false });
  });

  it('and comes back is used again, in both ways', async () => {
    await openGateway();
    await door.healthy();
    await send('提醒');
    expect(door.world.sent.at(-1)).toMatchObject({ text: '提醒' });
    door.world.say({ from: zhang, room, text: '收到' });
    expect((await door.intake.next()).payload).toMatchObject({ message: { text: '收到' } });
  });
});
