import type { BadInput } from '../catalogue.ts';
import type { Stored } from '../outcome-of.ts';
import type { Told } from '../telegram-door.ts';

export type TelegramCase = BadInput<readonly Told[], Stored>;

const file = { file_id: 'f', file_unique_id: 'u', file_size: 5 };
const location = { latitude: 39.9, longitude: 116.4 };
const silence = { status: 'silent', stored: {}, reply: null } as const;
const received = { status: 'answered', stored: { submissions: 1 }, reply: /^已收到，编号社-\d+。/ } as const;

/** What a message may be without words, as its sender sees it. */
const wordless: Readonly<Record<string, unknown>> = {
  sticker: { ...file, emoji: '👍' },
  location,
  venue: { location, title: '社区', address: '东街' },
  contact: { phone_number: '13812345678', first_name: '某' },
  poll: { id: '1', question: '几点？', options: [] },
  dice: { emoji: '🎲', value: 6 },
  story: { id: 1 },
};

const sticker = { sticker: wordless['sticker'] };
const reported: Told = { content: { text: '社情民意：桥下的路灯不亮' } };
const pasted = (word: string) => `社情民意：${word.repeat(4091)}`;

/** Messages as only Telegram brings them. */
export const telegramMessageCases: readonly TelegramCase[] = [
  {
    id: '2 a paste that the client has cut in two',
    input: [{ content: { text: pasted('长') } }, { content: { text: '这是剪断以后剩下的后半段，请一并收下。' } }],
    expect: { status: 'answered', stored: { submissions: 1, supplements: 1 }, reply: /^已补充到社-\d+。$/ },
  },
  {
    id: '2 a paste in two, and somebody else speaks meanwhile',
    input: [
      { content: { text: pasted('久') } },
      { by: 'li-fang', content: { text: '今天天气真好，大家都出来走走吧。' } },
    ],
    expect: { status: 'silent', stored: { submissions: 1 }, reply: null },
  },
  {
    id: '5 a name that turns the line around',
    input: [
      {
        by: 'stranger',
        content: {
          from: { id: 77_001, is_bot: false, first_name: '\u202Eeciffo\u202C', last_name: '\u2066x' },
          text: '我是 赵新',
        },
      },
    ],
    expect: { status: 'answered', stored: { joinRequests: 1 }, reply: /eciffo x（Telegram）说自己是「赵新」/ },
  },
  ...Object.entries(wordless).map(([kind, content]): TelegramCase => ({
    id: `12 only a ${kind}, to the bot alone`,
    input: [{ privately: true, content: { [kind]: content } }],
    expect: { status: 'answered', stored: {}, reply: /没有文字，我暂时只看得懂文字、图片和文件。请用文字说一下/ },
  })),
  { id: '12 a sticker in the group', input: [{ content: sticker }], expect: silence },
  {
    id: '12 a sticker in answer to the bot',
    input: [reported, { content: sticker, quotesAnswer: true }],
    expect: { status: 'silent', stored: { submissions: 1 }, reply: null },
  },
  {
    id: '12 only a voice, to the bot alone',
    input: [{ privately: true, content: { voice: { ...file, duration: 1 } } }],
    expect: { status: 'answered', stored: {}, reply: /请用文字说一下/ },
  },
  {
    id: '13 forwarded',
    input: [
      {
        content: {
          text: '社情民意：转来的一条',
          forward_origin: { type: 'hidden_user', sender_user_name: '某人', date: 1 },
        },
      },
    ],
    expect: received,
  },
  {
    id: '13 an anonymous administrator',
    input: [
      {
        by: null,
        content: {
          from: { id: 1_087_968_824, is_bot: true, first_name: 'Group' },
          sender_chat: { id: -1_000_000_000_001, type: 'supergroup' },
          text: '社情民意：谁说的看不出来',
        },
      },
    ],
    expect: {
      status: 'answered',
      stored: {},
      reply: /看不出这句话是谁说的（匿名管理员或频道身份）。请用本人账号再说一次/,
    },
  },
  {
    id: '13 a channel writes in the group',
    input: [
      {
        by: null,
        content: {
          from: { id: 136_817_688, is_bot: true, first_name: 'Channel' },
          sender_chat: { id: -1_000_000_000_002, type: 'channel' },
          text: '社情民意：频道发的一条',
        },
      },
    ],
    expect: { status: 'answered', stored: {}, reply: /看不出这句话是谁说的/ },
  },
  {
    id: '13 nobody is named',
    input: [{ by: null, content: { text: '社情民意：没有写是谁' } }],
    expect: { status: 'answered', stored: {}, reply: /看不出这句话是谁说的/ },
  },
  {
    id: '14 an edited report',
    input: [
      { content: { text: '社情民意：桥上的路灯不亮' } },
      { field: 'edited_message', again: 1, content: { text: '社情民意：桥上三盏路灯不亮' } },
    ],
    expect: {
      status: 'answered',
      stored: { submissions: 1, supplements: 1 },
      reply: /^已记下修改，社-\d+的原文也留着。$/,
    },
  },
  {
    id: '14 an edit that makes a report of talk',
    input: [
      { content: { text: '今天天气真好' } },
      { field: 'edited_message', again: 1, content: { text: '社情民意：改出来的一条' } },
    ],
    expect: received,
  },
  {
    id: '14 an edit of a report that was taken back',
    input: [
      { content: { text: '社情民意：先报后撤的一条' } },
      { content: { text: '撤回' } },
      { field: 'edited_message', again: 2, content: { text: '社情民意：撤了又改的一条' } },
    ],
    expect: { status: 'answered', stored: { submissions: 1 }, reply: /已撤回。要重新报送/ },
  },
  {
    id: '20 thrown out and taken in again',
    input: [
      { content: { text: '社情民意：离开以前的一条' } },
      { happens: 'throws_out' },
      { happens: 'brings_in' },
      { content: { text: '社情民意：回来以后的一条' } },
    ],
    expect: { ...received, stored: { submissions: 2 } },
  },
  {
    id: '20 the group has another name',
    input: [{ content: { chat: { id: 0, type: 'group', title: '\u202E新名字' }, text: '今天天气真好' } }],
    expect: silence,
  },
  {
    id: '19 the group goes on under another number',
    input: [
      { content: { text: '社情民意：搬家以前的一条' } },
      { happens: 'becomes_supergroup' },
      { content: { text: '撤回' } },
    ],
    expect: { status: 'answered', stored: { submissions: 1 }, reply: /^已撤回社-\d+，/ },
  },
  {
    id: '22 signs of mark-up in what is echoed',
    input: [{ by: 'chen-min', content: { text: '加分 _*[李]()~`>#+-=|{}.!<b> 5 主持学习会' } }],
    expect: { status: 'answered', stored: {}, reply: /没有找到叫“_\*\[李\]\(\)~`>#\+-=\|\{\}\.!<b>”的会员/ },
  },
  {
    id: '24 ten thousand mentions',
    input: [
      {
        content: {
          text: `社情民意：${'@somebody_else '.repeat(1000)}`,
          entities: Array.from({ length: 10_000 }, (_, at) => ({ type: 'mention', offset: 5 + at * 15, length: 14 })),
        },
      },
    ],
    expect: received,
  },
  {
    id: '24 mark-up beyond the end of the words',
    input: [
      {
        content: {
          text: '社情民意：标记超出了末尾',
          entities: [
            { type: 'mention', offset: 4000, length: 9_007_199_254 },
            { type: 'bot_command', offset: 1, length: 0 },
          ],
        },
      },
    ],
    expect: received,
  },
  {
    id: '25 somebody called null',
    input: [
      { by: 'stranger', content: { from: { id: 77_002, is_bot: false, first_name: 'null' }, text: '我是 钱途' } },
    ],
    expect: { status: 'answered', stored: { joinRequests: 1 }, reply: /null（Telegram）说自己是「钱途」/ },
  },
  {
    id: '25 somebody with a name of 200 characters',
    input: [
      {
        by: 'stranger',
        content: { from: { id: 77_003, is_bot: false, first_name: '长'.repeat(200) }, text: '我是 孙远' },
      },
    ],
    expect: { status: 'answered', stored: { joinRequests: 1 }, reply: /^长{40}…（Telegram）说自己是「孙远」/m },
  },
  {
    id: '25 somebody without a name to be seen',
    input: [
      {
        by: 'stranger',
        content: { from: { id: 77_004, is_bot: false, first_name: '\u200B \u2060' }, text: '我是 周全' },
      },
    ],
    expect: { status: 'answered', stored: { joinRequests: 1 }, reply: /^77004（Telegram）说自己是「周全」/m },
  },
  {
    id: '27 a command to another bot',
    input: [
      {
        content: { text: '/start@other_bot', entities: [{ type: 'bot_command', offset: 0, length: 16 }] },
      },
    ],
    expect: silence,
  },
  {
    id: '27 a command to us by name',
    input: [
      {
        content: { text: '/rules@Tongxin_Bot', entities: [{ type: 'bot_command', offset: 0, length: 18 }] },
      },
    ],
    expect: { status: 'answered', stored: {}, reply: /积分规则：/ },
  },
  {
    id: '33 a command of the group said in private',
    input: [{ privately: true, content: { text: '绑定' } }],
    expect: { status: 'answered', stored: {}, reply: /会员群/ },
  },
];
