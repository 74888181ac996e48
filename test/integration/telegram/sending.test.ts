import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asConversationId, type ConversationId } from '../../../src/chat/conversation-id.ts';
import type { OutboundBody } from '../../../src/chat/message.ts';
import { openTelegramDoor, type TelegramDoor } from '../../support/telegram-door.ts';
import type { TelegramGroup, TelegramPerson } from '../../support/telegram/people.ts';

describe('sending to Telegram', () => {
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
  const edit = (messageId: string, body: OutboundBody) =>
    door.adapter.edit(messageId, { key: '2', conversation: room, body });
  const said = () => group.messages.filter(({ from }) => from?.isBot).map(({ text, caption }) => text ?? caption ?? '');
  const kept = async (name: string, bytes = Buffer.from('草稿')) => ({
    name,
    type: 'application/octet-stream',
    ...(await door.files.put(bytes)),
  });

  describe('a text in several pieces', () => {
    const paragraphs = ['甲', '乙', '丙'].map((sign) => sign.repeat(3000));
    const text = paragraphs.join('\n\n');

    it('arrives in order; the last piece is the one with buttons, and can be changed', async () => {
      const { messageId } = await send({ text, buttons: [[{ label: '确认', action: 'draft.confirm:1' }]] });
      expect(said()).toEqual(paragraphs);
      expect(group.messages.at(-1)).toMatchObject({ id: Number(messageId), buttons: [[{ text: '确认' }]] });
      await edit(messageId, { text: '已确认' });
      expect(said().at(-1)).toBe('已确认');
    });

    it('keeps the pause that Telegram asks for in the middle', async () => {
      const sending = send({ text });
      await group.sees(/甲/);
      door.telegram.fault('sendMessage', { status: 429, parameters: { retry_after: 3 } });
      await sending;
      // Its own second from part to part, and what was asked for.
      expect(door.waits).toEqual([1000, 3000, 1000]);
      expect(said()).toEqual(paragraphs);
    });

    it.each([
      ['refused', { status: 400 }],
      ['asked to wait too long', { status: 429, parameters: { retry_after: 60 } }],
      ['cut off', { reset: 'before' }],
    ] as const)('is unknown when a later piece is %s', async (_what, fault) => {
      const sending = send({ text }).catch((error: unknown) => error);
      await group.sees(/甲/);
      door.telegram.fault('sendMessage', fault);
      expect(await sending).toMatchObject({ code: 'telegram.half_sent', outcome: 'unknown' });
      expect(said().length).toBeLessThan(3);
    });
  });

  describe('files', () => {
    it('quote what they answer, though they go as a form', async () => {
      const { id } = zhang.says('出稿 路灯');
      await send({ text: '草稿', replyTo: String(id), files: [await kept('关于“路灯”的建议.docx')] });
      expect(group.messages.at(-1)).toMatchObject({ replyTo: { id }, file: { name: '关于“路灯”的建议.docx' } });
    });

    it('let the words under them be changed', async () => {
      const { messageId } = await send({ text: '草稿', files: [await kept('一.docx')] });
      await edit(messageId, { text: '草稿（已退回）' });
      expect(said()).toEqual(['草稿（已退回）']);
      await edit(messageId, { text: '草稿（已通过）', files: [await kept('一.docx')] });
      expect(said()).toEqual(['草稿（已通过）']);
    });

    it('beyond 50 MB are refused for good, before anything is said or uploaded', async () => {
      const huge = { ...(await kept('录像.mp4')), size: 50 * 1024 * 1024 + 1 };
      await expect(send({ text: '甲'.repeat(2000), files: [huge] })).rejects.toMatchObject({
        code: 'telegram.file_too_large',
        outcome: 'refused',
        permanent: true,
      });
      expect(said()).toEqual([]);
    });

    it('that are gone are refused for good, before anything is said', async () => {
      const lost = { name: '一.docx', type: 'x/y', size: 3, sha256: 'f'.repeat(64) };
      await expect(send({ text: '草稿', files: [lost] })).rejects.toMatchObject({
        code: 'file.missing',
        outcome: 'refused',
        permanent: true,
      });
      expect(said()).toEqual([]);
    });
  });

  describe('what Telegram says', () => {
    it('tells where a group has gone', async () => {
      group.becomesSupergroup();
      await expect(send({ text: '提醒' })).rejects.toMatchObject({
        outcome: 'refused',
        permanent: false,
        movedTo: `telegram:${group.chat.id}`,
      });
      await send({ text: '提醒' }, asConversationId(`telegram:${group.chat.id}`));
      expect(said()).toEqual(['提醒']);
    });

    it('forbids where the bot was thrown out', async () => {
      group.throwsOut(zhang);
      await expect(send({ text: '提醒' })).rejects.toMatchObject({ code: 'telegram.forbidden', permanent: true });
      expect(door.adapter.parse((await door.intake.next()).payload)?.event).toBe('bot_left');
    });

    it('does not hold back an answer to what was deleted', async () => {
      await send({ text: '已记', replyTo: '999' });
      expect(said()).toEqual(['已记']);
    });

    it('refuses a change to what is not there, for good', async () => {
      await expect(edit('999', { text: '已确认' })).rejects.toMatchObject({ outcome: 'refused', permanent: true });
    });

    it('a change whose answer was lost may be made again', async () => {
      const { messageId } = await send({ text: '待定' });
      door.telegram.fault('editMessageText', { reset: 'after' });
      await expect(edit(messageId, { text: '已确认' })).rejects.toMatchObject({ outcome: 'refused', permanent: false });
      await edit(messageId, { text: '已确认' });
      expect(said()).toEqual(['已确认']);
    });

    it('an answer of another shape leaves it unknown', async () => {
      door.telegram.fault('sendMessage', { status: 200, html: '{"ok":true,"result":{}}' });
      await expect(send({ text: '提醒' })).rejects.toMatchObject({ outcome: 'unknown' });
    });

    it('a press that is too old, or a lost answer to it, harms nobody', async () => {
      await expect(door.adapter.answerAction?.('long-gone', '已记')).resolves.toBeUndefined();
      const { messageId } = await send({ text: '一', buttons: [[{ label: '参加', action: 'activity.join:1' }]] });
      const [shown] = group.shown.filter(({ message }) => String(message.id) === messageId);
      if (!shown) throw new Error('nothing was shown');
      const press = zhang.presses(shown, '参加');
      await door.adapter.answerAction?.(press, '已记：参加');
      expect(await door.telegram.answerTo(press)).toBe('已记：参加');
    });
  });

  describe('fetching a file', () => {
    const remoteOf = async () => {
      zhang.sendsFile({ name: '照片.jpg', kind: 'photo', bytes: Buffer.from('光'.repeat(100)) });
      const remote = door.adapter.parse((await door.intake.next()).payload)?.files[0]?.remote;
      if (!remote) throw new Error('no file came');
      return remote;
    };
    const fetchIt = async (limit = 10_000) => door.adapter.fetchFile?.(await remoteOf(), limit);

    it('gets the largest size of a photo', async () => {
      expect(await fetchIt()).toEqual(Buffer.from('光'.repeat(100)));
    });

    it('stops at the limit even when the size was not told', async () => {
      const { fileId } = await remoteOf();
      await expect(door.adapter.fetchFile?.({ fileId: fileId ?? '' }, 50)).rejects.toMatchObject({
        code: 'file.too_large',
      });
    });

    it.each([
      ['getFile', { status: 400 }, 'file.gone', false],
      ['getFile', { status: 400, description: 'Bad Request: file is too big' }, 'file.too_large', false],
      ['download', { status: 404 }, 'file.gone', false],
      ['getFile', { status: 502 }, 'telegram.file_unavailable', true],
      ['download', { status: 500 }, 'telegram.file_unavailable', true],
      ['getFile', { reset: 'before' }, 'telegram.file_unavailable', true],
      ['download', { reset: 'before' }, 'telegram.file_unavailable', true],
    ] as const)('%s answering %o is %s', async (method, fault, code, transient) => {
      door.telegram.fault(method, fault);
      const error: unknown = await fetchIt().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code, transient });
      expect(error instanceof Error && `${error.message}${String(error.cause)}`).not.toContain(door.telegram.token);
    });

    it.each([{}, { fileId: 'unknown' }, { fileId: 5 }])(
      'a handle that Telegram does not know (%o) is gone',
      async (remote) => {
        await expect(door.adapter.fetchFile?.({ ...remote }, 100)).rejects.toMatchObject({ code: 'file.gone' });
      },
    );
  });
});
