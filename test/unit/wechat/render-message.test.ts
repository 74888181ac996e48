import { describe, expect, it } from 'vitest';
import { countCalls, renderMessage } from '../../../adapters/wechat/sending/render-message.ts';
import { wechatTexts } from '../../../adapters/wechat/texts.ts';
import type { OutboundBody } from '../../../src/chat/message.ts';

const t = wechatTexts('zh-CN');
const render = (body: OutboundBody) => renderMessage({ body }, t);
const words = (body: OutboundBody) => render(body).calls.map((call) => ('text' in call ? call.text : call.file.name));
const file = (name: string) => ({ name, type: 'x/y', size: 1, sha256: '0' });

describe('a message to WeChat', () => {
  it('is plain text, its heading between 【】', () => {
    expect(words({ title: '学习会', text: '周五下午三点' })).toEqual(['【学习会】\n周五下午三点']);
  });

  it('numbers its buttons from 1 in the order of the rows', () => {
    const button = (label: string) => ({ label, action: `x:${label}` });
    const buttons = [[button('参加'), button('请假')], [button('待定')]];
    expect(words({ text: '来吗？', buttons })).toEqual(['来吗？\n回复数字：1 参加　2 请假　3 待定']);
    expect(renderMessage({ body: { text: '?', buttons } }, wechatTexts('en')).calls).toEqual([
      { text: '?\nReply with the number: 1 参加　2 请假　3 待定' },
    ]);
  });

  it('numbers the options of a poll, or the buttons that stand in for them, once', () => {
    const poll = { options: ['周五', '周六'], several: false };
    expect(words({ text: '哪天？', poll })).toEqual(['哪天？\n回复数字：1 周五　2 周六']);
    const buttons = poll.options.map((label) => [{ label, action: label }]);
    expect(words({ text: '哪天？', poll, buttons })).toEqual(['哪天？\n回复数字：1 周五　2 周六']);
  });

  it('says in words what a reaction would, and shows no quotation it cannot make', () => {
    expect(words({ text: '已记：参加', reaction: '👍', replyTo: '4482117376572170921' })).toEqual(['已记：参加']);
  });

  it('sends files each by itself, behind the words', () => {
    const body = { text: '名单', files: [file('a.docx'), file('b.png')] };
    expect(words(body)).toEqual(['名单', 'a.docx', 'b.png']);
    expect(render(body).main).toBe(0);
    expect(words({ text: '', files: [file('a.docx')] })).toEqual(['a.docx']);
    expect(countCalls(body)).toBe(3);
  });

  it('ends a long text with the choices, in the piece that is answered', () => {
    const body = {
      title: '学习会',
      text: '关于社区养老。'.repeat(200),
      buttons: [[{ label: '参加', action: 'a' }]],
    };
    const { calls, main } = render(body);
    expect(calls).toHaveLength(3);
    expect(countCalls(body)).toBe(3);
    expect(calls[main]).toMatchObject({ text: expect.stringMatching(/\n回复数字：1 参加\n（3\/3）$/) });
    expect(calls[0]).toMatchObject({ text: expect.stringMatching(/^【学习会】\n关于/) });
  });

  it('needs something to say', () => {
    expect(() => render({ text: ' \n' })).toThrowError(
      expect.objectContaining({ code: 'wechat.empty', outcome: 'refused', permanent: true }),
    );
    expect(countCalls({ text: '' })).toBe(1);
  });
});
