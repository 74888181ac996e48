import { describe, expect, it } from 'vitest';
import { renderEdit, renderMessage, uploadName } from '../../../adapters/telegram/render-message.ts';
import { asConversationId } from '../../../src/chat/conversation-id.ts';
import type { OutboundBody } from '../../../src/chat/message.ts';

const sign = (action: string) => `${action}~signed`;
const render = (body: OutboundBody, conversation = 'telegram:-1004001') =>
  renderMessage({ key: '1', conversation: asConversationId(conversation), body }, sign);
const file = (name: string) => ({ name, type: 'application/octet-stream', size: 3, sha256: 'a'.repeat(64) });
const buttons = [[{ label: '参加', action: 'activity.join:12' }]];
const keyboard = { inline_keyboard: [[{ text: '参加', callback_data: 'activity.join:12~signed' }]] };

describe('a message for Telegram', () => {
  it('is its text, escaped, with its buttons, quotation and topic', () => {
    const { calls, main } = render({ text: '已记 <b>', buttons, replyTo: '8' }, 'telegram:-1004001:3');
    expect(main).toBe(0);
    expect(calls).toEqual([
      {
        method: 'sendMessage',
        payload: {
          chat_id: -1004001,
          message_thread_id: 3,
          text: '已记 &lt;b&gt;',
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
          reply_markup: keyboard,
          reply_parameters: { message_id: 8, allow_sending_without_reply: true },
        },
      },
    ]);
  });

  it('carries a short text as the first file’s caption', () => {
    const { calls, main } = render({ text: '草稿', files: [file('一.docx'), file('二.docx')], buttons });
    expect(main).toBe(0);
    expect(calls.map(({ method, payload }) => [method, payload])).toEqual([
      ['sendDocument', { chat_id: -1004001, caption: '草稿', parse_mode: 'HTML', reply_markup: keyboard }],
      ['sendDocument', { chat_id: -1004001 }],
    ]);
  });

  it('says a long text before the file, with the buttons at its last piece', () => {
    const { calls, main } = render({ text: '甲。'.repeat(3000), files: [file('一.docx')], buttons, replyTo: '8' });
    expect(calls.map(({ method }) => method)).toEqual(['sendMessage', 'sendMessage', 'sendDocument']);
    expect(main).toBe(1);
    expect(calls.map(({ payload }) => 'reply_markup' in payload)).toEqual([false, true, false]);
    expect(calls.map(({ payload }) => 'reply_parameters' in payload)).toEqual([true, false, false]);
  });

  it('sends a file without words', () => {
    expect(render({ text: '', files: [file('一.docx')] }).calls).toMatchObject([
      { method: 'sendDocument', payload: { chat_id: -1004001 } },
    ]);
  });

  it.each<[string, OutboundBody, string]>([
    ['nothing to say', { text: ' \n' }, 'telegram.empty'],
    [
      'a button whose action has 58 bytes',
      { text: '一', buttons: [[{ label: '一', action: `x${'汉'.repeat(19)}` }]] },
      'telegram.button_too_long',
    ],
  ])('refuses %s for good', (_what, body, code) => {
    expect(() => render(body)).toThrow(expect.objectContaining({ code, outcome: 'refused', permanent: true }));
  });

  it('takes a button whose action has 55 bytes', () => {
    expect(render({ text: '一', buttons: [[{ label: '一', action: 'x'.repeat(55) }]] }).calls).toHaveLength(1);
  });
});

describe('a change for Telegram', () => {
  const edit = (body: OutboundBody) =>
    renderEdit('8', { key: '1', conversation: asConversationId('telegram:5'), body }, sign);

  it('has a form for words and one for a caption', () => {
    expect(edit({ text: '已确认', buttons })).toMatchObject({
      text: { chat_id: 5, message_id: 8, text: '已确认', reply_markup: keyboard },
      caption: { chat_id: 5, message_id: 8, caption: '已确认', reply_markup: keyboard },
      hasFile: false,
    });
  });

  it('is cut where it is too long', () => {
    const { text, caption } = edit({ text: '甲'.repeat(5000) });
    expect(text.text).toHaveLength(4096);
    expect(text.text.endsWith('甲…')).toBe(true);
    expect(caption.caption).toHaveLength(1024);
  });
});

describe('the name of a file that is sent', () => {
  it.each([
    ['关于完善路灯的建议.docx', '关于完善路灯的建议.docx'],
    ['a"b\\c/d\r\nx: y.docx', 'a_b_c_d_x: y.docx'],
    ['', 'file'],
    ['甲'.repeat(300) + '.docx', `${'甲'.repeat(80)}….docx`],
  ])('%j', (name, expected) => {
    expect(uploadName(name)).toBe(expected);
  });
});
