import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createActionSigner } from '../../../adapters/telegram/sign-action.ts';
import { asConversationId, type ConversationId } from '../../../src/chat/conversation-id.ts';
import type { OutboundBody } from '../../../src/chat/message.ts';
import { openTelegramDoor, type TelegramDoor } from '../../support/telegram-door.ts';
import type { TelegramGroup, TelegramPerson } from '../../support/telegram/people.ts';

const notAllowed = { status: 400, description: 'Bad Request: not enough rights to send polls to the chat' };

describe('what Telegram has of its own', () => {
  let door: TelegramDoor;
  let zhang: TelegramPerson;
  let group: TelegramGroup;
  let room: ConversationId;
  beforeEach(async () => {
    door = await openTelegramDoor();
    zhang = door.telegram.person('张伟');
    group = door.telegram.group('示范支部', [zhang]);
    room = asConversationId(`telegram:${group.chat.id}`);
  });
  afterEach(() => door.close());

  const send = (body: OutboundBody, conversation = room) => door.adapter.send({ key: '1', conversation, body });
  const ours = () => group.messages.filter(({ from }) => from?.isBot);
  const said = () => ours().map(({ text, caption }) => text ?? caption ?? '');
  const kept = async (name: string) => ({ name, type: 'x/y', ...(await door.files.put(Buffer.from('草稿'))) });
  const read = async () => door.adapter.parse((await door.intake.next()).payload);

  describe('a heading', () => {
    const body = { title: '活动通知 <一>', text: '周五 & 周六 <b>' };
    it('is bold above the words, in a text, under a file and after a change', async () => {
      const { messageId } = await send(body);
      await send({ ...body, files: [await kept('一.docx')] });
      const both = { bold: ['活动通知 <一>'] };
      expect(ours()).toMatchObject([
        { ...both, text: '活动通知 <一>\n周五 & 周六 <b>' },
        { ...both, caption: '活动通知 <一>\n周五 & 周六 <b>' },
      ]);
      await door.adapter.edit(messageId, { key: '2', conversation: room, body: { ...body, title: '已改期' } });
      expect(ours()[0]).toMatchObject({ bold: ['已改期'], text: '已改期\n周五 & 周六 <b>' });
    });
  });

  describe('a reaction', () => {
    const receipt = (replyTo: string, reaction = '👍') => send({ text: '已记：参加', reaction, replyTo });

    it.each([
      ['👍', '👍'],
      ['❤️', '❤'],
      ['✅', '👍'],
      ['不是表情', '👍'],
    ])('%s goes on the message as %s, and nothing is said', async (reaction, expected) => {
      const asked = zhang.says('参加');
      expect(await receipt(String(asked.id), reaction)).toEqual({ messageId: String(asked.id) });
      expect(asked.reaction).toBe(expected);
      expect(ours()).toEqual([]);
    });

    it.each([
      ['the group allows none', { status: 400, description: 'Bad Request: REACTION_INVALID' }],
      ['the message cannot have one', { status: 400, description: "Bad Request: message can't be reacted" }],
    ])('gives way to the words where %s', async (_what, fault) => {
      const asked = zhang.says('参加');
      door.telegram.fault('setMessageReaction', fault);
      const { messageId } = await receipt(String(asked.id));
      expect(ours()).toMatchObject([{ id: Number(messageId), text: '已记：参加', replyTo: { id: asked.id } }]);
    });

    it('gives way to the words where the message is gone', async () => {
      await receipt('999');
      expect(said()).toEqual(['已记：参加']);
    });

    it('whose answer was lost may be made again: it lands once', async () => {
      const asked = zhang.says('参加');
      door.telegram.fault('setMessageReaction', { reset: 'after' });
      await expect(receipt(String(asked.id))).rejects.toMatchObject({ outcome: 'refused', permanent: false });
      await receipt(String(asked.id), '🎉');
      expect(asked.reaction).toBe('🎉');
      expect(ours()).toEqual([]);
    });

    it('tells that the bot is out, and where the group has gone', async () => {
      const asked = zhang.says('参加');
      group.becomesSupergroup();
      await expect(receipt(String(asked.id))).rejects.toMatchObject({ movedTo: `telegram:${group.chat.id}` });
      group.throwsOut(zhang);
      room = asConversationId(`telegram:${group.chat.id}`);
      await expect(receipt(String(asked.id))).rejects.toMatchObject({ closed: true });
    });
  });

  describe('a poll', () => {
    const poll = { options: ['周五 <早>', '周六'], several: true };
    const buttons = [[{ label: '周五', action: 'vote:1:0' }]];
    const ask = () => send({ title: '学习会', text: '下次放在哪天 & 哪里？', poll, buttons });

    it('shows who chose; its votes name it', async () => {
      const { messageId, pollId } = await ask();
      const [message] = ours();
      expect(message).toMatchObject({
        id: Number(messageId),
        buttons: [],
        poll: {
          id: pollId,
          question: '学习会\n下次放在哪天 & 哪里？',
          options: poll.options,
          several: true,
          anonymous: false,
        },
      });
      if (message) zhang.votes(message, 0, 1);
      expect(await read()).toMatchObject({ event: 'vote', vote: { pollId, options: [0, 1] } });
    });

    it('is closed once, however often that is asked', async () => {
      const { messageId } = await ask();
      await door.adapter.closePoll?.(messageId, room);
      await expect(door.adapter.closePoll?.(messageId, room)).resolves.toBeUndefined();
      expect(ours()[0]?.poll?.closed).toBe(true);
      await expect(door.adapter.closePoll?.('999', room)).rejects.toMatchObject({ permanent: true });
    });

    it('whose closing was not answered may be closed again', async () => {
      const { messageId } = await ask();
      door.telegram.fault('stopPoll', { reset: 'after' });
      await expect(door.adapter.closePoll?.(messageId, room)).rejects.toMatchObject({ outcome: 'refused' });
      await door.adapter.closePoll?.(messageId, room);
      expect(ours()[0]?.poll?.closed).toBe(true);
    });

    it('becomes words with buttons, or with numbers, where the group allows no polls', async () => {
      door.telegram.fault('sendPoll', { ...notAllowed, times: 2 });
      expect(await ask()).not.toHaveProperty('pollId');
      await send({ text: '哪天？', poll });
      expect(ours()).toMatchObject([
        { text: '学习会\n下次放在哪天 & 哪里？', buttons: [[{ text: '周五' }]] },
        { text: '哪天？\n1. 周五 <早>\n2. 周六', buttons: [] },
      ]);
    });

    it('cut off before the answer is unknown: it may be there', async () => {
      door.telegram.fault('sendPoll', { reset: 'after' });
      await expect(ask()).rejects.toMatchObject({ outcome: 'unknown' });
    });
  });

  describe('a topic', () => {
    const inTopic = (topic: number) => asConversationId(`${room}:${topic}`);
    const closed = { status: 400, description: 'Bad Request: TOPIC_CLOSED' };
    let question: string;
    beforeEach(() => {
      question = String(zhang.says('几点？', { topic: 7 }).id);
    });

    it('gets the answers to what was asked in it', async () => {
      await send({ text: '下午三点', replyTo: question, files: [await kept('一.docx')] }, inTopic(7));
      expect(ours()).toMatchObject([{ topic: 7, replyTo: { id: Number(question) }, caption: '下午三点' }]);
    });

    it.each<[string, OutboundBody]>([
      ['words', { text: '下午三点' }],
      ['a poll', { text: '几点？', poll: { options: ['三点', '四点'], several: false } }],
    ])('that is gone loses nothing: %s go to General', async (_what, body) => {
      await send({ ...body, replyTo: question }, inTopic(99));
      expect(ours()).toHaveLength(1);
      expect(ours()[0]).not.toHaveProperty('topic');
      expect(ours()[0]).not.toHaveProperty('replyTo');
    });

    it('that is closed loses no file, and General that is closed too is tried once', async () => {
      door.telegram.fault('sendDocument', closed);
      await send({ text: '草稿', replyTo: question, files: [await kept('一.docx')] }, inTopic(7));
      expect(ours()).toMatchObject([{ caption: '草稿', file: { name: '一.docx' } }]);
      door.telegram.fault('sendMessage', { ...closed, times: 2 });
      await expect(send({ text: '下午三点' }, inTopic(7))).rejects.toMatchObject({
        code: 'telegram.topic_gone',
        permanent: true,
        closed: false,
      });
    });
  });

  describe('a press', () => {
    const pressed = async () => {
      const { messageId } = await send({ text: '周五', buttons: [[{ label: '参加', action: 'roll:1:joined' }]] });
      const [shown] = group.shown.filter(({ message }) => String(message.id) === messageId);
      if (!shown) throw new Error('nothing was shown');
      return { shown, press: zhang.presses(shown, '参加') };
    };

    it('carries a signature of ours, which is taken off', async () => {
      const { shown } = await pressed();
      expect(shown.message.buttons[0]?.[0]?.data).toBe(createActionSigner(door.telegram.token).sign('roll:1:joined'));
      expect((await read())?.action).toBe('roll:1:joined');
    });

    it.each([['roll:1:joined'], ['roll:1:joined~AAAAAAAA'], [createActionSigner('700009:x').sign('roll:1:joined')]])(
      'that somebody made up is no action: %s',
      async (data) => {
        const { shown } = await pressed();
        await read();
        const [button] = shown.message.buttons.flat();
        if (button) button.data = data;
        zhang.presses(shown, '参加');
        expect(await read()).toMatchObject({ event: 'action', action: '' });
      },
    );

    it('is answered within seconds while the inbox cannot take it', async () => {
      const slow = await openTelegramDoor({ pressPatienceMs: 1 });
      const person = slow.telegram.person('张伟');
      const place = slow.telegram.group('示范支部', [person]);
      const body = { text: '周五', buttons: [[{ label: '参加', action: 'roll:1:joined' }]] };
      await slow.adapter.send({ key: '1', conversation: asConversationId(`telegram:${place.chat.id}`), body });
      const release = slow.intake.hold();
      const press = person.presses(await place.sees('周五'), '参加');
      expect(await slow.telegram.answerTo(press)).toMatch(/正在办/);
      release();
      await slow.adapter.answerAction?.(press, '已记：参加');
      await slow.close();
    });
  });
});
