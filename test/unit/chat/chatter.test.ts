import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isChatter } from '../../../src/chat/inbox/chatter.ts';
import { defineCommand } from '../../../src/chat/command.ts';
import { conversationId } from '../../../src/chat/conversation-id.ts';
import type { InboundMessage } from '../../../src/chat/message.ts';

const commands = [
  defineCommand({
    name: 'probe.report',
    words: ['社情民意'],
    alias: 'report',
    who: 'member',
    match: 'prefix',
    args: z.string(),
    help: () => '',
    usage: () => '',
    recognise: (text) => (text.includes('反映') ? text : null),
    async handle() {},
  }),
];

const said = (over: Partial<InboundMessage>): InboundMessage => ({
  event: 'message',
  platform: 'web',
  conversation: conversationId({ platform: 'web', chat: 'main' }),
  kind: 'group',
  chatTitle: '',
  messageId: '1',
  editVersion: 0,
  sender: { id: 'zhang-wei', name: '张伟' },
  text: '今晚去看电影吗',
  mentionsBot: false,
  files: [],
  at: new Date('2026-11-24T01:00:00Z'),
  ...over,
});

const reads = (over: Partial<InboundMessage>) => isChatter({ commands }, said(over), 'Asia/Shanghai');

describe('chatter', () => {
  it('is what no command could read, whoever said it', () => {
    expect(reads({})).toBe(true);
    expect(reads({ text: '' })).toBe(true);
    expect(reads({ sender: null })).toBe(true);
  });

  it.each<[string, Partial<InboundMessage>]>([
    ['a command', { text: '社情民意：路灯不亮' }],
    ['a command in brackets', { text: '【社情民意】路灯不亮' }],
    ['a command behind an invisible sign', { text: '\u200B社情民意 路灯不亮' }],
    ['a sentence that a command recognises', { text: '想反映一下路灯' }],
    ['a slash', { text: '/unknown' }],
    ['a mention', { mentionsBot: true }],
    ['a quotation', { replyTo: '7' }],
    ['a quotation in words', { quotedText: '活动通知' }],
    ['a part of an album', { album: '7', text: '' }],
    ['an edit', { editVersion: 1 }],
    ['a private talk', { kind: 'dm' }],
    ['a button', { event: 'action', text: '' }],
    ['the bot joining', { event: 'bot_joined', text: '' }],
  ])('is not %s', (_, over) => {
    expect(reads(over)).toBe(false);
  });

  it('is no number where there are no buttons to press', () => {
    const number = said({ text: '1' });
    expect(isChatter({ commands }, number, 'Asia/Shanghai', { buttons: false })).toBe(false);
    expect(isChatter({ commands }, number, 'Asia/Shanghai', { buttons: true })).toBe(true);
    expect(isChatter({ commands }, said({}), 'Asia/Shanghai', { buttons: false })).toBe(true);
  });
});
