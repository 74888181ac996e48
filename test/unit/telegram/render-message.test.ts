import { describe, expect, it } from 'vitest';
import { renderEdit, renderMessage, uploadName } from '../../../adapters/telegram/render-message.ts';
import { pace } from '../../../adapters/telegram/pace.ts';
import { pollInWords, renderPoll } from '../../../adapters/telegram/send-poll.ts';
import { asConversationId } from '../../../src/chat/conversation-id.ts';
import type { OutboundBody } from '../../../src/chat/message.ts';

const sign = (action: string) => `${action}~signed`;
const render = (body: OutboundBody, conversation = 'telegram:-1004001') =>
  renderMessage({ key: '1', conversation: asConversationId(conversation), body }, sign);
const file = (name: string) => ({ name, type: 'application/octet-stream', size: 3, sha256: 'a'.repeat(64) });
const buttons = [[{ label: '参加', action: 'activity.join:12' }]];
const poll = { options: ['周五', '周六'], several: false };
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

describe('how many messages it makes', () => {
  const long = `${'甲'.repeat(3000)}\n\n${'乙'.repeat(3000)}`;
  it.each<[string, OutboundBody, number]>([
    ['a text', { text: '一' }, 1],
    ['pieces that end at paragraphs', { text: long }, 2],
    ['a heading that makes it too long', { title: '通知', text: '甲'.repeat(4095) }, 2],
    ['a caption', { text: '草稿', files: [file('一.docx')] }, 1],
    ['a text that is no caption any more', { text: '甲'.repeat(1025), files: [file('一.docx')] }, 2],
    ['long words and two files', { text: long, files: [file('一.docx'), file('二.docx')] }, 4],
    ['nothing, which is refused', { text: '' }, 1],
    ['a reaction', { text: '已记', reaction: '👍', replyTo: '8' }, 0],
    ['a reaction to nothing', { text: '已记', reaction: '👍' }, 1],
    ['a reaction to a reaction', { text: '已记', reaction: '👍', replyTo: 'reaction:8:5:1' }, 1],
    ['a poll', { text: '哪天？', poll: { options: ['周五', '周六'], several: false } }, 1],
  ])('%s', (_what, body, expected) => {
    expect(pace.calls?.(body)).toBe(expected);
  });
});

describe('a file for Telegram', () => {
  it('may have 50 MB, whatever it is', () => {
    const sized = (size: number) => render({ text: '甲'.repeat(5000), files: [{ ...file('一.docx'), size }] });
    expect(sized(50 * 1024 * 1024).calls).toHaveLength(3);
    expect(() => sized(50 * 1024 * 1024 + 1)).toThrow(
      expect.objectContaining({ code: 'telegram.file_too_large', outcome: 'refused', permanent: true }),
    );
  });
});

describe('a poll for Telegram', () => {
  const ask = (text: string, options: readonly string[]) =>
    renderPoll(
      { key: '1', conversation: asConversationId('telegram:-1004001:3'), body: { text, replyTo: '8' } },
      {
        options,
        several: true,
      },
    );

  it('shows who chose, and keeps its topic and quotation', () => {
    expect(ask('下次放在<哪天>？', ['周五', '周六'])).toEqual({
      chat_id: -1004001,
      message_thread_id: 3,
      reply_parameters: { message_id: 8, allow_sending_without_reply: true },
      question: '下次放在<哪天>？',
      options: [{ text: '周五' }, { text: '周六' }],
      is_anonymous: false,
      allows_multiple_answers: true,
    });
  });

  it('is cut where it is too long', () => {
    const { question, options } = ask('甲'.repeat(400), ['👨‍👩‍👧'.repeat(20), '乙']);
    expect(question).toBe(`${'甲'.repeat(299)}…`);
    expect(options[0]?.text).toBe(`${'👨‍👩‍👧'.repeat(12)}…`);
  });

  it.each([
    ['one option', '哪天？', ['周五'], 'telegram.poll_options'],
    ['eleven options', '哪天？', Array.from('甲乙丙丁戊己庚辛壬癸子'), 'telegram.poll_options'],
    ['an option without words', '哪天？', ['周五', ' '], 'telegram.empty'],
    ['no question', ' ', ['周五', '周六'], 'telegram.empty'],
  ])('is refused for good with %s', (_what, text, options, code) => {
    expect(() => ask(text, options)).toThrow(expect.objectContaining({ code, permanent: true }));
  });

  it.each<[string, OutboundBody, OutboundBody]>([
    ['its buttons', { text: '哪天？', poll, buttons }, { text: '哪天？', buttons }],
    ['numbered lines', { text: '哪天？', poll }, { text: '哪天？\n1. 周五\n2. 周六' }],
    ['nothing where it is none', { text: '哪天？' }, { text: '哪天？' }],
  ])('in words has %s', (_what, body, expected) => {
    expect(pollInWords(body)).toEqual(expected);
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
