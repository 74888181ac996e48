import { afterEach, describe, expect, it } from 'vitest';
import { asConversationId } from '../../../src/chat/conversation-id.ts';
import type { InboundMessage } from '../../../src/chat/message.ts';
import { openTelegramDoor, type TelegramDoor, type TelegramDoorOptions } from '../../support/telegram-door.ts';
import type { TelegramFileToSend } from '../../support/telegram/people.ts';

/** What comes through the door from the pretended Telegram, over HTTP. */
describe('hearing Telegram', () => {
  let closing: (() => Promise<void>)[] = [];
  async function open(options: TelegramDoorOptions = {}): Promise<TelegramDoor> {
    const door = await openTelegramDoor(options);
    closing.push(() => door.close());
    await door.telegram.called(options.by === 'webhook' ? 'setWebhook' : 'getUpdates');
    return door;
  }
  afterEach(async () => {
    for (const close of closing) await close();
    closing = [];
  });

  const heard = async ({ adapter, intake }: TelegramDoor): Promise<InboundMessage | null> =>
    adapter.parse(JSON.parse(JSON.stringify((await intake.next()).payload)));
  async function all(door: TelegramDoor, count: number) {
    const messages: (InboundMessage | null)[] = [];
    while (messages.length < count) messages.push(await heard(door));
    return messages;
  }

  describe('an album', () => {
    const photo = (name: string): TelegramFileToSend => ({ name, kind: 'photo', bytes: Buffer.from(name) });
    const photos = [photo('一'), photo('二'), photo('三')];
    const caption = '社情民意：西门三盏路灯都坏了';

    it.each([
      ['the words at the first part', { captionAt: 0 }],
      ['the words in the middle', { captionAt: 1 }],
      ['the words at the last part', { captionAt: 2 }],
      ['its parts in another order', { captionAt: 1, arriving: [2, 0, 1] }],
    ])('with %s: every part says which album it is of', async (_what, options) => {
      const door = await open();
      const zhang = door.telegram.person('张伟');
      door.telegram.group('示范支部', [zhang]);
      const release = door.telegram.updates.hold();
      zhang.sendsAlbum(photos, { caption, ...options });
      release();
      const parts = await all(door, 3);
      expect(new Set(parts.map((part) => part?.album)).size).toBe(1);
      expect(parts[0]?.album).toMatch(/^\d+$/);
      expect(parts.map((part) => part?.text).filter((text) => text !== '')).toEqual([caption]);
      expect(parts.map((part) => part?.files.length)).toEqual([1, 1, 1]);
      expect(door.intake.updates.map(({ album }) => album)).toEqual(parts.map((part) => part?.album));
    });

    it('may be split over two batches', async () => {
      const door = await open();
      const zhang = door.telegram.person('张伟');
      let release = door.telegram.updates.hold();
      const [first] = zhang.sendsAlbum(photos.slice(0, 2), { caption, in: zhang.dm });
      release();
      const early = await all(door, 2);
      await door.telegram.allConfirmed();
      release = door.telegram.updates.hold();
      zhang.sendsAlbum([photo('三')], { in: zhang.dm, as: first?.album ?? '' });
      release();
      const [late] = await all(door, 1);
      expect(late?.album).toBe(early[0]?.album);
      expect(door.intake.attempts).toBe(2);
    });

    it('comes through the webhook part by part', async () => {
      const door = await open({ by: 'webhook' });
      const zhang = door.telegram.person('张伟');
      zhang.sendsAlbum(photos, { caption, in: zhang.dm });
      const parts = await all(door, 3);
      expect(new Set(parts.map((part) => part?.album)).size).toBe(1);
    });

    it('is another one than the next', async () => {
      const door = await open();
      const zhang = door.telegram.person('张伟');
      zhang.sendsAlbum(photos, { in: zhang.dm });
      zhang.sendsAlbum(photos, { in: zhang.dm });
      const parts = await all(door, 6);
      expect(new Set(parts.map((part) => part?.album)).size).toBe(2);
    });
  });

  describe('privacy mode', () => {
    it('is off: the bot says that it hears all where it is brought in', async () => {
      const door = await open();
      const chen = door.telegram.person('陈敏');
      door.telegram.group('示范支部', [chen], { botInside: false }).bringsIn(chen);
      expect(await heard(door)).toMatchObject({ event: 'bot_joined', hearsAll: true });
      expect(door.adapter.health().detail).toBe('long polling');
    });

    it('is on: operators are told, and the group knows from the joining what the bot misses', async () => {
      const door = await openTelegramDoor({ asleep: true });
      closing.push(() => door.close());
      door.telegram.setPrivacy(true);
      await door.adapter.start(door.intake);
      const chen = door.telegram.person('陈敏');
      const group = door.telegram.group('示范支部', [chen], { botInside: false });
      group.bringsIn(chen);
      expect(await heard(door)).toMatchObject({ event: 'bot_joined', hearsAll: false });
      expect(door.adapter.health()).toMatchObject({
        ok: true,
        detail: expect.stringMatching(/privacy mode is on/),
        abilities: [{ state: 'partly', advice: expect.stringMatching(/管理员.*@BotFather/) }],
      });
      chen.says('社情民意：没有叫助手');
      chen.says('社情民意：叫了助手', { mention: true });
      expect(await heard(door)).toMatchObject({ text: '社情民意：叫了助手' });
    });

    it('hides nothing from an administrator', async () => {
      const door = await open();
      door.telegram.setPrivacy(true);
      const chen = door.telegram.person('陈敏');
      door.telegram.group('示范支部', [chen], { botInside: false }).bringsIn(chen, 'administrator');
      expect(await heard(door)).toMatchObject({ event: 'bot_joined', hearsAll: true });
      chen.says('参加');
      expect(await heard(door)).toMatchObject({ text: '参加' });
    });

    it('on, the group is told anew when the bot becomes its administrator, and when it is one no longer', async () => {
      const door = await openTelegramDoor({ asleep: true });
      closing.push(() => door.close());
      door.telegram.setPrivacy(true);
      await door.adapter.start(door.intake);
      const chen = door.telegram.person('陈敏');
      const group = door.telegram.group('示范支部', [chen]);
      group.promotes(chen);
      group.demotes(chen);
      const changes = await all(door, 2);
      expect(changes.map((change) => [change?.event, change?.hearsAll])).toEqual([
        ['bot_joined', true],
        ['bot_joined', false],
      ]);
    });

    it('off, becoming an administrator is no news', async () => {
      const door = await open();
      const chen = door.telegram.person('陈敏');
      door.telegram.group('示范支部', [chen]).promotes(chen);
      expect(await heard(door)).toBeNull();
    });

    it('that was turned off is noticed when the bot is brought in again', async () => {
      const door = await openTelegramDoor({ asleep: true });
      closing.push(() => door.close());
      door.telegram.setPrivacy(true);
      await door.adapter.start(door.intake);
      const chen = door.telegram.person('陈敏');
      const group = door.telegram.group('示范支部', [chen]);
      group.throwsOut(chen);
      expect(await heard(door)).toMatchObject({ event: 'bot_left' });
      door.telegram.setPrivacy(false);
      group.bringsIn(chen);
      expect(await heard(door)).toMatchObject({ event: 'bot_joined', hearsAll: true });
      expect(door.adapter.health().detail).toBe('long polling');
    });

    it('counts as it was last known while Telegram does not answer', async () => {
      const door = await open();
      const chen = door.telegram.person('陈敏');
      const group = door.telegram.group('示范支部', [chen], { botInside: false });
      door.telegram.fault('getMe', { status: 502, html: '<html>Bad Gateway</html>' });
      group.bringsIn(chen);
      expect(await heard(door)).toMatchObject({ event: 'bot_joined', hearsAll: true });
    });
  });

  describe('a reaction', () => {
    it('on a message of the bot is an answer to it, under an id of its own', async () => {
      const door = await open();
      const zhang = door.telegram.person('张伟');
      const group = door.telegram.group('示范支部', [zhang], { botLeads: true });
      const conversation = roomOf(group.chat.id);
      const { messageId } = await door.adapter.send({ key: '1', conversation, body: { text: '周五学习会，参加吗？' } });
      const shown = await group.sees(/周五/);
      zhang.reacts(shown, ['👍']);
      const reaction = await heard(door);
      expect(reaction).toMatchObject({ event: 'message', text: '👍', isReaction: true, replyTo: messageId });
      // Whoever answers it quotes the message that it was put on: nothing else is there to quote.
      await door.adapter.send({ key: '2', conversation, body: { text: '已记', replyTo: reaction?.messageId ?? '' } });
      expect(group.messages.at(-1)).toMatchObject({ text: '已记', replyTo: { id: shown.message.id } });
    });

    it('changed, taken back and put on again is told once each time it means something', async () => {
      const door = await open();
      const zhang = door.telegram.person('张伟');
      const said = zhang.whispers('在吗');
      zhang.reacts(said, ['👍']);
      zhang.reacts(said, []);
      zhang.reacts(said, ['😢']);
      zhang.whispers('好');
      await door.telegram.allConfirmed();
      const events = door.intake.updates.map(({ payload }) => door.adapter.parse(payload)?.text ?? null);
      expect(events.filter((text) => text !== null)).toEqual(['在吗', '👍', '好']);
    });

    it('of somebody anonymous is nobody’s', async () => {
      const door = await open();
      const zhang = door.telegram.person('张伟');
      const group = door.telegram.group('示范支部', [zhang], { botLeads: true });
      zhang.reacts(zhang.says('通知', { in: group }), ['👍'], { anonymous: true });
      const [, reaction] = await all(door, 2);
      expect(reaction).toBeNull();
    });
  });

  it('a vote names the poll and who chose what', async () => {
    const door = await open();
    const zhang = door.telegram.person('张伟');
    const group = door.telegram.group('示范支部', [zhang]);
    const conversation = roomOf(group.chat.id);
    const poll = { options: ['周五', '周六'], several: false };
    const sent = await door.adapter.send({ key: '1', conversation, body: { text: '哪天？', poll } });
    const asked = group.messages.find(({ id }) => String(id) === sent.messageId);
    if (!asked) throw new Error('no poll was asked');
    zhang.votes(asked, 1);
    zhang.votes(asked);
    const votes = await all(door, 2);
    expect(votes.map((vote) => [vote?.event, vote?.kind, vote?.sender?.name, vote?.vote])).toEqual([
      ['vote', 'dm', '张伟', { pollId: sent.pollId, options: [1] }],
      ['vote', 'dm', '张伟', { pollId: sent.pollId, options: [] }],
    ]);
  });

  describe('nobody is named', () => {
    it.each([
      ['behind an anonymous administrator', { anonymous: true }],
      ['behind somebody who writes as a channel', { under: 'channel' }],
      ['behind a post that the linked channel forwards by itself', { under: 'linked channel' }],
    ] as const)('%s, nor behind the edit of it', async (_what, disguise) => {
      const door = await open();
      const chen = door.telegram.person('陈敏');
      door.telegram.group('示范支部', [chen]);
      const said = chen.says('同意 张伟', disguise);
      chen.edits(said, '同意 李芳');
      const [first, edited] = await all(door, 2);
      expect(first).toMatchObject({ text: '同意 张伟', sender: null });
      expect(edited).toMatchObject({ text: '同意 李芳', sender: null });
      expect(edited?.editVersion).toBeGreaterThan(0);
    });

    it('and a post in a channel is not heard at all', async () => {
      const door = await open();
      const channel = { id: -1_000_000_005_005, type: 'channel', title: '城西公告' };
      const post = { message_id: 9, sender_chat: channel, chat: channel, date: 1_767_000_000, text: '报名' };
      door.telegram.updates.addRaw({ update_id: 1000, channel_post: post });
      door.telegram.updates.addRaw({ update_id: 1001, edited_channel_post: { ...post, edit_date: 1_767_000_060 } });
      expect(await all(door, 2)).toEqual([null, null]);
    });
  });

  it('a start link leads to the private talk and says its code there', async () => {
    const door = await open();
    expect(door.adapter.startLink?.('ABCD-2345_x')).toBe('https://t.me/tongxin_bot?start=ABCD-2345_x');
    door.telegram.person('张伟').whispers('/start ABCD-2345_x');
    expect(await heard(door)).toMatchObject({ kind: 'dm', text: '/start ABCD-2345_x' });
  });

  it('a start link is not there before the bot knows its name, nor with a code that no link can carry', async () => {
    const door = await openTelegramDoor({ asleep: true });
    closing.push(() => door.close());
    expect(door.adapter.startLink?.('ABCD')).toBeNull();
    for (const code of ['', 'a b', '中文', 'x'.repeat(65), 'a&b']) {
      expect(() => door.adapter.startLink?.(code)).toThrow(/code of a link/);
    }
  });
});

const roomOf = (chat: number) => asConversationId(`telegram:${chat}`);
