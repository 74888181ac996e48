import { describe, expect, it } from 'vitest';
import { createParser } from '../../../adapters/telegram/parse-update.ts';
import { createActionSigner } from '../../../adapters/telegram/sign-action.ts';
import { asConversationId } from '../../../src/chat/conversation-id.ts';
import type { InboundMessage } from '../../../src/chat/message.ts';

const bot = { botId: 700001, username: 'tongxin_bot' };
const actions = createActionSigner('700001:stand-in-token');
const parse = createParser(() => bot, actions.read);
const beforeItsName = createParser(() => ({ botId: 700001, username: undefined }), actions.read);

const zhang = { id: 50001, is_bot: false, first_name: '张', last_name: '伟' };
const group = { id: -1004001, type: 'supergroup', title: '示范支部' };
const base = { message_id: 8, date: 1_767_000_000, chat: group, from: zhang };
const message = (fields: object) => ({ update_id: 1, message: { ...base, ...fields } });
const mention = (offset: number, length = 12) => ({ type: 'mention', offset, length });
const command = (length: number) => ({ type: 'bot_command', offset: 0, length });

describe('words', () => {
  it.each<[string, object, Partial<InboundMessage>]>([
    [
      'in a group',
      { text: '参加' },
      { kind: 'group', chatTitle: '示范支部', text: '参加', mentionsBot: false, editVersion: 0 },
    ],
    [
      'in private',
      { text: '帮助', chat: { ...zhang, type: 'private' } },
      { kind: 'dm', chatTitle: '张伟', conversation: asConversationId('telegram:50001') },
    ],
    [
      'in a topic',
      { text: '一', message_thread_id: 3, is_topic_message: true },
      { conversation: asConversationId('telegram:-1004001:3') },
    ],
    [
      'in a reply thread, which is no topic',
      { text: '一', message_thread_id: 3 },
      { conversation: asConversationId('telegram:-1004001') },
    ],
    ['answering', { text: '参加', reply_to_message: { message_id: 5 } }, { replyTo: '5' }],
    ['under a file', { caption: '看', document: { file_id: 'f' } }, { text: '看' }],
    ['edited', { text: '改了', edit_date: 1_767_000_060 }, { editVersion: 1_767_000_060 }],
    ['with NUL, a lone surrogate and CRLF', { text: '甲\0乙\ud800\r\n丙' }, { text: '甲乙\ufffd\n丙' }],
    ['dated as the platform says', { text: '一' }, { at: new Date(1_767_000_000_000) }],
    ['none, but a sticker', { sticker: { emoji: '👍' } }, { text: '', files: [] }],
  ])('%s', (_what, fields, expected) => {
    expect(parse(message(fields))).toMatchObject(expected);
  });

  it('says nothing of a reply where a topic only shows its beginning', () => {
    const opening = { message_id: 3, forum_topic_created: { name: '学习' } };
    const read = parse(
      message({ text: '一', message_thread_id: 3, is_topic_message: true, reply_to_message: opening }),
    );
    expect(read).not.toHaveProperty('replyTo');
  });
});

describe('calling the bot', () => {
  it.each([
    ['@tongxin_bot 反映路灯', [mention(0)], '反映路灯', true],
    ['@Tongxin_Bot，反映路灯', [mention(0)], '反映路灯', true],
    ['  @tongxin_bot：反映路灯', [mention(2)], '反映路灯', true],
    ['@tongxin_bot', [mention(0)], '', true],
    ['🏮𠮷 @tongxin_bot 看这里', [mention(5)], '🏮𠮷 @tongxin_bot 看这里', true],
    ['@tongxin_bot2 反映', [mention(0, 13)], '@tongxin_bot2 反映', false],
    ['@other_person 参加', [mention(0, 13)], '@other_person 参加', false],
    ['@tongxin_bot 没有标记', [], '@tongxin_bot 没有标记', false],
    ['@助手 反映路灯', [], '反映路灯', true],
    ['同心助手 参加', [{ type: 'text_mention', offset: 0, length: 4, user: { id: 700001 } }], '参加', true],
    ['小王 参加', [{ type: 'text_mention', offset: 0, length: 2, user: { id: 2 } }], '小王 参加', false],
    ['/submit 路灯坏了', [command(7)], '/submit 路灯坏了', false],
    ['/submit@tongxin_bot 路灯坏了', [command(19)], '/submit 路灯坏了', true],
    ['/help@TONGXIN_BOT', [command(17)], '/help', true],
  ])('%s', (text, entities, words, mentionsBot) => {
    expect(parse(message({ text, entities }))).toMatchObject({ text: words, mentionsBot });
  });

  it('keeps out of commands to other bots', () => {
    expect(parse(message({ text: '/start@other_bot', entities: [command(16)] }))).toBeNull();
  });

  it('reads marks in a caption', () => {
    const photo = [{ file_id: 'p', file_size: 9 }];
    const read = parse(message({ photo, caption: '@tongxin_bot 路灯', caption_entities: [mention(0)] }));
    expect(read).toMatchObject({ text: '路灯', mentionsBot: true });
  });

  it('knows its name as it was when the update came', () => {
    const update = {
      ...message({ text: '@old_name 反映', entities: [mention(0, 9)] }),
      tongxin: { username: 'old_name' },
    };
    expect(parse(update)).toMatchObject({ text: '反映', mentionsBot: true });
  });

  it('only counts its id before it knows its name, and leaves commands to nobody else', () => {
    const byName = message({ text: '@tongxin_bot 反映', entities: [mention(0)] });
    expect(beforeItsName(byName)).toMatchObject({ mentionsBot: false });
    const byId = message({
      text: '助理 反映',
      entities: [{ type: 'text_mention', offset: 0, length: 2, user: { id: 700001 } }],
    });
    expect(beforeItsName(byId)).toMatchObject({ mentionsBot: true, text: '反映' });
    const asked = message({ text: '/submit@tongxin_bot 路灯', entities: [command(19)] });
    expect(beforeItsName(asked)).toMatchObject({ text: '/submit 路灯' });
  });
});

describe('who spoke', () => {
  it.each<[string, object, string | null]>([
    ['a Chinese name without a space', { first_name: '张', last_name: '伟' }, '张伟'],
    ['a Latin one with it', { first_name: 'Wei', last_name: 'Zhang' }, 'Wei Zhang'],
    ['a first name alone', { first_name: '张伟', last_name: undefined }, '张伟'],
    ['none', { first_name: ' ', last_name: undefined }, '50001'],
  ])('%s', (_what, names, expected) => {
    expect(parse(message({ text: '一', from: { id: 50001, ...names } }))?.sender).toEqual({
      id: '50001',
      name: expected,
    });
  });

  it.each([
    [
      'an anonymous administrator',
      { from: { id: 1087968824, is_bot: true, first_name: 'Group' }, sender_chat: { id: group.id } },
    ],
    [
      'a post from the linked channel',
      { from: { id: 777000, is_bot: false, first_name: 'Telegram' }, sender_chat: { id: -1005 } },
    ],
    [
      'somebody as a channel',
      { from: { id: 136817688, is_bot: true, first_name: 'Channel' }, sender_chat: { id: -1006 } },
    ],
    ['nobody', { from: undefined }],
  ])('nobody can be named behind %s', (_what, fields) => {
    expect(parse(message({ text: '通知', ...fields }))).toMatchObject({ sender: null, text: '通知' });
  });

  it.each([
    ['another bot', { id: 3, is_bot: true, first_name: 'b' }],
    ['the bot itself', { id: 700001, is_bot: true, first_name: '同心助手' }],
  ])('%s is not heard', (_what, from) => {
    expect(parse(message({ text: '参加', from }))).toBeNull();
  });
});

describe('files', () => {
  const file = { file_id: 'F', file_size: 1200 };
  it.each<[string, object, object]>([
    [
      'a document',
      { document: { ...file, file_name: '材料.docx', mime_type: 'application/msword' } },
      { name: '材料.docx', type: 'application/msword' },
    ],
    ['a nameless document', { document: file }, { name: 'document-8.dat', type: 'application/octet-stream' }],
    [
      'the largest of a photo’s sizes',
      { photo: [{ file_id: 'S', file_size: 3 }, file, { file_id: 'M', file_size: 60 }] },
      { name: 'photo-8.jpg', type: 'image/jpeg' },
    ],
    ['a voice message', { voice: { ...file, mime_type: 'audio/ogg' } }, { name: 'voice-8.ogg', type: 'audio/ogg' }],
    ['a video', { video: file }, { name: 'video-8.mp4', type: 'video/mp4' }],
    ['an audio file', { audio: { ...file, file_name: '会议.m4a' } }, { name: '会议.m4a', type: 'audio/mpeg' }],
    ['a round video', { video_note: file }, { name: 'video_note-8.mp4', type: 'video/mp4' }],
    ['an animation, once', { animation: file, document: { file_id: 'D' } }, { name: 'animation-8.mp4' }],
  ])('%s', (_what, fields, expected) => {
    expect(parse(message(fields))?.files).toEqual([
      expect.objectContaining({ size: 1200, remote: { fileId: 'F', size: 1200 }, ...expected }),
    ]);
  });
});

describe('buttons and membership', () => {
  const query = {
    id: 'Q',
    from: zhang,
    data: actions.sign('activity.join:12'),
    message: { ...base, from: { id: 700001 } },
  };

  it('a press names the message and the time it came', () => {
    const update = { update_id: 1, callback_query: query, tongxin: { receivedAt: 1_767_000_500_000 } };
    expect(parse(update)).toEqual({
      event: 'action',
      platform: 'telegram',
      conversation: 'telegram:-1004001',
      kind: 'group',
      chatTitle: '示范支部',
      messageId: '8',
      editVersion: 0,
      sender: { id: '50001', name: '张伟' },
      text: '',
      mentionsBot: false,
      action: 'activity.join:12',
      actionId: 'Q',
      files: [],
      at: new Date(1_767_000_500_000),
    });
  });

  it.each([
    ['left', 'member', 'bot_joined'],
    ['kicked', 'administrator', 'bot_joined'],
    ['member', 'kicked', 'bot_left'],
    ['administrator', 'left', 'bot_left'],
    ['member', 'administrator', null],
    ['left', 'kicked', null],
  ])('from %s to %s', (was, is, event) => {
    const change = {
      chat: group,
      from: zhang,
      date: 1,
      old_chat_member: { status: was },
      new_chat_member: { status: is },
    };
    expect(parse({ update_id: 1, my_chat_member: change })?.event ?? null).toBe(event);
  });

  it('restricted counts as inside only while it is a member', () => {
    const change = { chat: group, from: zhang, date: 1, old_chat_member: { status: 'member' } };
    const to = (is_member: boolean) => ({
      update_id: 1,
      my_chat_member: { ...change, new_chat_member: { status: 'restricted', is_member } },
    });
    expect(parse(to(true))).toBeNull();
    expect(parse(to(false))?.event).toBe('bot_left');
  });
});

describe('a group that becomes a supergroup', () => {
  const old = { ...group, id: -777, type: 'group' };
  const now = { ...group, id: -100777, type: 'supergroup' };
  it.each([
    ['told in the old one', message({ chat: old, migrate_to_chat_id: -100777 })],
    ['told in the new one', message({ chat: now, migrate_from_chat_id: -777 })],
  ])('%s: says both ids', (_what, update) => {
    const moved = { event: 'moved', conversation: 'telegram:-777', movedTo: 'telegram:-100777', sender: null };
    expect(parse(update)).toMatchObject(moved);
  });
});

describe('what means nothing', () => {
  it.each<[string, unknown]>([
    ['somebody joined', message({ new_chat_members: [zhang] })],
    ['a message was pinned', message({ pinned_message: base })],
    ['a channel post', { update_id: 1, channel_post: { ...base, text: '一' } }],
    ['a channel', message({ text: '一', chat: { id: -1, type: 'channel', title: 'c' } })],
    ['a press without data', { update_id: 1, callback_query: { id: 'Q', from: zhang, game_short_name: 'g' } }],
    [
      'a press under a message of nowhere',
      { update_id: 1, callback_query: { id: 'Q', from: zhang, data: 'x', inline_message_id: '1' } },
    ],
    ['a date beyond all calendars', message({ text: '一', date: 1e15 })],
    ['a chat beyond exactness', message({ text: '一', chat: { ...group, id: 2 ** 60 } })],
    ['no update number', { message: { ...base, text: '一' } }],
    ['null', null],
    ['a list', []],
    ['a number', 5],
  ])('%s', (_what, update) => {
    expect(parse(update)).toBeNull();
  });
});
