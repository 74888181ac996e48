import { describe, expect, it } from 'vitest';
import { parseWechat } from '../../../adapters/wechat/reading/parse-payload.ts';
import { renderMessage } from '../../../adapters/wechat/sending/render-message.ts';
import { wechatTexts } from '../../../adapters/wechat/texts.ts';
import { appmsg, nativeList, room, said, zhang } from './record.ts';

const rows = [
  { author: 'wxid_zhangsan001', text: '张三 参加' },
  { author: 'wxid_lisi0000002', text: '李四 请假' },
];
const list = nativeList('#接龙\n周五学习会', rows);
const fromApp = (content: string) => ({ msgType: 49, content: `${zhang.id}:\n${content}` });

describe('traps of lists (接龙) in WeChat', () => {
  it.each([10, 0])('a native list is no text message: as kind %i it is read all the same', (type) => {
    const read = parseWechat(said({ type, text: list.title, raw: fromApp(list.xml) }));
    expect(read?.text).toBe(list.title);
    expect(read?.relay?.entries.map(({ author, text }) => ({ author, text }))).toEqual(rows);
  });

  it('a puppet that gives the title alone loses who wrote which row, but no row', () => {
    const read = parseWechat(said({ type: 10, text: list.title }));
    expect(read).toMatchObject({ event: 'message', text: list.title });
    expect(read?.relay).toBeUndefined();
  });

  it('an older client, or somebody who types, sends a list as words', () => {
    expect(parseWechat(said({ text: '#接龙\n1. 张三' }))?.text).toBe('#接龙\n1. 张三');
  });

  it('the mark inside the title comes to its beginning, where readers look for it', () => {
    const { xml, title } = nativeList('报名#接龙\n周五学习会', rows);
    const read = parseWechat(said({ type: 10, text: title, raw: fromApp(xml) }));
    expect(read?.text).toMatch(/^#接龙\n报名\n周五学习会\n\n1\. 张三 参加\n2\. /);
    expect(read?.relay?.title).toBe('报名\n周五学习会');
  });

  it('places count UTF-16 units: an emoji with its skin is four', () => {
    const { xml } = nativeList('#接龙\n加油💪🏻', rows);
    expect(parseWechat(said({ type: 10, raw: fromApp(xml) }))?.relay?.entries[1]?.text).toBe('李四 请假');
  });

  it('places that do not fit the title (names changed on the way) are not believed', () => {
    const xml = list.xml.replaceAll('张三', '张三丰');
    const read = parseWechat(said({ type: 10, raw: fromApp(xml) }));
    expect(read?.relay).toBeUndefined();
    expect(read?.text).toContain('1. 张三丰 参加');
  });

  it('places that end inside a row are not believed', () => {
    const xml = list.xml.replace(/-(\d+)&lt;\/r/, '-1&lt;/r');
    expect(xml).not.toBe(list.xml);
    expect(parseWechat(said({ type: 10, raw: fromApp(xml) }))?.relay).toBeUndefined();
  });

  it('a heading among the entries is nobody’s row', () => {
    const xml = list.xml.replace('&lt;h&gt;0', '&lt;h&gt;1');
    expect(parseWechat(said({ type: 10, raw: fromApp(xml) }))?.relay?.entries).toHaveLength(1);
  });

  it('XML that a member types signs nobody up and takes nothing back', () => {
    expect(parseWechat(said({ text: list.xml }))?.relay).toBeUndefined();
    expect(parseWechat(said({ text: list.xml, raw: { msgType: 1, content: list.xml } }))?.relay).toBeUndefined();
    const recall = '<sysmsg type="revokemsg"><revokemsg><newmsgid>44821</newmsgid></revokemsg></sysmsg>';
    expect(parseWechat(said({ text: recall }))?.event).not.toBe('recalled');
  });

  it('web puppets deliver <br/> for line ends', () => {
    expect(parseWechat(said({ text: '#接龙<br/>周五<BR />1. 张三' }))?.text).toBe('#接龙\n周五\n1. 张三');
  });

  it('a quoted list is not said again: only what stands after the dashes is', () => {
    const text = '「李四：#接龙\n1. 李四」\n- - - - - - - - - - - - - - -\n2. 张三';
    expect(parseWechat(said({ text }))).toMatchObject({ text: '2. 张三', quotedText: '#接龙\n1. 李四' });
  });

  it('a text of ours is never headed #接龙, under which clients offer a list of their own', () => {
    const t = wechatTexts('zh-CN');
    const { calls } = renderMessage({ body: { text: '#接龙\n1. 张三\n发 #接龙 也行' } }, t);
    expect(calls).toEqual([{ text: '报名名单\n1. 张三\n发 接龙 也行' }]);
  });
});

describe('traps of texts in WeChat', () => {
  const whole = '问题:\n一、路灯坏了\n建议:\n修好';
  const markup = `${zhang.id}:<br/>${whole.replaceAll('\n', '<br/>')}`;

  it('wechat4u cuts a text at the first colon and line end: the raw payload has all of it', () => {
    const raw = { MsgType: 1, OriginalContent: markup, Content: markup.replaceAll('<br/>', '\n') };
    expect(parseWechat(said({ text: '问题', raw }))?.text).toBe(whole);
  });

  it('wechat4u’s own copy does when the original is gone (raw payloads lose their longest text)', () => {
    const raw = { MsgType: 1, OriginalContent: '', Content: markup.replaceAll('<br/>', '\n') };
    expect(parseWechat(said({ text: '问题', raw }))?.text).toBe(whole);
  });

  it('without a raw payload what the puppet says is all there is', () => {
    expect(parseWechat(said({ text: '问题' }))?.text).toBe('问题');
  });

  it('a heading that ends in a colon is not taken for the speaker', () => {
    expect(parseWechat(said({ text: '问题:\n路灯坏了' }))?.text).toBe('问题:\n路灯坏了');
    expect(parseWechat(said({ text: 'wxid_abc:\n路灯坏了' }, { room: null }))?.text).toBe('wxid_abc:\n路灯坏了');
  });

  it('entities are read once: what a member typed as an entity stays one', () => {
    expect(parseWechat(said({ text: 'a &amp;lt; b &#38; c' }))?.text).toBe('a &lt; b & c');
  });

  it('a pasted text of a phone keeps ⏎ where its writer had it', () => {
    expect(parseWechat(said({ text: '第一⏎第二' }))?.text).toBe('第一⏎第二');
  });

  it.each([
    ['long and in the middle of a sentence', '路灯'.repeat(400), true],
    ['long and at the end of a sentence', `${'路灯'.repeat(400)}。`, undefined],
    ['short', '路灯坏了', undefined],
    ['as long as WeChat takes', `${'路灯'.repeat(2600)}。`, true],
  ])('a text that is %s may go on in the next message: %j', (_what, text, isFull) => {
    expect(parseWechat(said({ text }))?.isFull).toBe(isFull);
  });

  it('a text of ours leaves in pieces below 2048 bytes', () => {
    const paragraph = '关于加强社区养老服务的意见。'.repeat(20);
    const text = Array.from({ length: 12 }, () => paragraph).join('\n\n');
    const pieces = renderMessage({ body: { text } }, wechatTexts('zh-CN')).calls.map((call) =>
      'text' in call ? call.text : '',
    );
    expect(pieces.length).toBeGreaterThan(4);
    expect(Math.max(...pieces.map((piece) => Buffer.byteLength(piece)))).toBeLessThanOrEqual(2000);
    expect(pieces.map((piece) => piece.replace(/\n（\d+\/\d+）$/, '')).join('\n\n')).toBe(text);
    expect(pieces.at(-1)).toMatch(new RegExp(`（${pieces.length}/${pieces.length}）$`));
  });
});

describe('traps of ids in WeChat', () => {
  it('ids change at each login: the session is passed on, with what people can be known by', () => {
    const talker = { ...zhang, remark: '支部-张三', nickname: '三哥' };
    expect(parseWechat(said({ text: '到' }, { talker, session: 'login-7' }))).toMatchObject({
      session: 'login-7',
      sender: { id: zhang.id, name: '张三', remark: '支部-张三', nickname: '三哥' },
    });
    expect(parseWechat(said({ text: '到' }))?.session).toBeUndefined();
  });

  it('an id of a message has more digits than a number keeps', () => {
    const inner = '<refermsg><type>1</type><svrid>9007199254740993123</svrid><content>好</content></refermsg>';
    expect(parseWechat(said({ raw: fromApp(appmsg('同意', 57, inner)) }))?.replyTo).toBe('9007199254740993123');
  });

  it('a room that speaks itself is nobody', () => {
    expect(parseWechat(said({ text: '通知' }, { talker: { id: room.id, name: '' } }))?.sender).toBeNull();
  });

  it('seconds and milliseconds are told apart, a broken clock is not believed', () => {
    expect(parseWechat(said({ text: '到', at: 1_793_750_400 }))?.at).toEqual(new Date(1_793_750_400_000));
    expect(parseWechat(said({ text: '到', at: 0 }, { receivedAt: 1_793_750_401_000 }))?.at).toEqual(
      new Date(1_793_750_401_000),
    );
  });
});
