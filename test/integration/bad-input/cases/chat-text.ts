import type { RoomCase } from '../room-door.ts';

const received = (text: string, submissions = 1) => ({ submissions, text });
const receipt = /^已收到，编号社-\d+。/;

/** Words of every kind, said in the web room. */
export const chatTextCases: readonly RoomCase[] = [
  {
    id: '1 only spaces after the heading',
    input: '社情民意：  \u3000\t ',
    expect: { status: 'answered', stored: {}, reply: /^请说内容/ },
  },
  {
    id: '1 only characters without width',
    input: '社情民意：\u200B\u200B\u2060\uFEFF',
    expect: { status: 'answered', stored: {}, reply: /^请说内容/ },
  },
  {
    id: '1 characters without width to the bot alone',
    input: [{ text: '\u200B\u200D', privately: true }],
    expect: { status: 'answered', stored: {}, reply: /^这句我没看懂。回复「帮助」/ },
  },
  {
    id: '2 4096 characters',
    input: `社情民意：${'长'.repeat(4091)}`,
    expect: { status: 'answered', stored: received('长'.repeat(4091)), reply: receipt },
  },
  {
    id: '2 4097 characters',
    input: `社情民意：${'久'.repeat(4092)}`,
    expect: { status: 'answered', stored: received('久'.repeat(4092)), reply: receipt },
  },
  {
    id: '2 100 000 characters',
    input: `社情民意：${'多'.repeat(100_000)}`,
    expect: { status: 'answered', stored: {}, reply: /超过 20000 字，没有收/ },
  },
  {
    id: '3 half a character',
    input: '社情民意：桥面\uD800开裂\uDC00了',
    expect: { status: 'answered', stored: received('桥面\uFFFD开裂\uFFFD了'), reply: receipt },
  },
  {
    id: '4 NUL',
    input: '社情民意：水管\0漏\0水',
    expect: { status: 'answered', stored: received('水管漏水'), reply: receipt },
  },
  {
    id: '6 five thousand marks on one letter',
    input: `社情民意：${'e' + '\u0301'.repeat(5000)}`,
    expect: { status: 'answered', stored: received('e' + '\u0301'.repeat(5000)), reply: receipt },
  },
  {
    id: '6 the list cuts them short',
    input: [{ text: `社情民意：${'o\u0302'.repeat(60)}` }, { by: 'chen-min', text: '信息列表', privately: true }],
    expect: { status: 'answered', stored: { submissions: 1 }, reply: /社-\d+ 张伟 11月24日 (?:o\u0302){24}…/u },
  },
  {
    id: '7 families and flags where the list cuts',
    input: [
      { text: `社情民意：${'👨‍👩‍👧‍👦'.repeat(25)}${'🇨🇳'.repeat(25)}${'👍🏽'.repeat(25)}` },
      { by: 'chen-min', text: '信息列表', privately: true },
    ],
    expect: { status: 'answered', stored: { submissions: 1 }, reply: /社-\d+ 张伟 11月24日 (?:👨‍👩‍👧‍👦){24}…/u },
  },
  {
    id: '8 rare characters',
    input: '社情民意：𠮷祥路㐂乐﨑头\uE000有积水',
    expect: { status: 'answered', stored: received('𠮷祥路㐂乐﨑头\uE000有积水'), reply: receipt },
  },
  {
    id: '8 found by their common form',
    input: [{ text: '社情民意：㈱ＡＢＣ门口﨑岖不平' }, { by: 'chen-min', text: '出稿 (株)abc' }],
    expect: { status: 'answered', stored: { submissions: 1, drafts: 1 }, reply: /找到1条相关来件/ },
  },
  {
    id: '9 wide hash mark',
    input: '＃社情民意　早市占道',
    expect: { status: 'answered', stored: received('早市占道'), reply: receipt },
  },
  {
    id: '9 wide slash and letters',
    input: '／ｂｏａｒｄ',
    expect: { status: 'answered', stored: {}, reply: /积分|得分/ },
  },
  {
    id: '9 wide digits',
    input: [{ by: 'chen-min', text: '加分　李芳　１２　主持学习会' }],
    expect: { status: 'answered', stored: { points: 1 }, reply: /已给李芳加 12 分/ },
  },
  {
    id: '10 traditional characters and other scripts',
    input: '社情民意：圖書館閉館太早 library closes early ئۇيغۇرچە བོད་ཡིག',
    expect: {
      status: 'answered',
      stored: received('圖書館閉館太早 library closes early ئۇيغۇرچە བོད་ཡིག'),
      reply: receipt,
    },
  },
  {
    id: '10 the heading in traditional characters',
    input: '社情民意：學校門口堵車',
    expect: { status: 'answered', stored: received('學校門口堵車'), reply: receipt },
  },
  {
    id: '16 three times the same',
    input: [{ text: '社情民意：电梯停了三天' }, { text: '社情民意：电梯停了三天' }, { text: '社情民意：电梯停了三天' }],
    expect: { status: 'answered', stored: received('电梯停了三天'), reply: /^这条刚才已收到，编号社-\d+。$/ },
  },
  {
    id: '17 the same of two people',
    input: [{ text: '社情民意：暖气不热' }, { by: 'li-fang', text: '社情民意：暖气不热' }],
    expect: { status: 'answered', stored: received('暖气不热', 2), reply: receipt },
  },
  {
    id: '18 an answer to a receipt of two years ago',
    input: [{ text: '社情民意：公厕夜里锁门' }, { at: '2028-11-24T09:00', text: '补充：现在还锁', quotes: 'answer' }],
    expect: { status: 'answered', stored: { submissions: 1, supplements: 1 }, reply: /^已补充到社-\d+。$/ },
  },
  {
    id: '18 an answer to a notice of two years ago',
    input: [
      { by: 'chen-min', text: '下周五下午三点在社区二楼开学习会' },
      { by: 'chen-min', text: '确认' },
      { at: '2028-11-24T09:00', text: '参加', quotes: 'answer' },
    ],
    expect: { status: 'answered', stored: { activities: 1 }, reply: /已经结束，这次就不再登记了/ },
  },
  { id: '21 our own receipt', input: '已收到，编号社-12。', expect: { status: 'silent', stored: {}, reply: null } },
  {
    id: '21 our own receipt, to the bot',
    input: '@同心助手 已收到 #12',
    expect: { status: 'answered', stored: {}, reply: /这句我没看懂|您是不是想说/ },
  },
  {
    id: '22 mark-up in what is echoed',
    input: [{ by: 'chen-min', text: '加分 *_[<b>李</b>](x)~`>#+-=|{}.! 5 主持' }],
    expect: { status: 'answered', stored: {}, reply: /没有找到叫“\*_\[<b>李<\/b>\]\(x\)~`>#\+-=\|\{\}\.!”的会员/ },
  },
  {
    id: '22 a template in what is echoed',
    input: [{ by: 'chen-min', text: '加分 {{name}}$& 5 主持' }],
    expect: { status: 'answered', stored: {}, reply: /没有找到叫“\{\{name\}\}\$&”的会员/ },
  },
  {
    id: '23 addresses with a password and with a script',
    input: '社情民意：见 https://u:geheim@example.org/a?b=c 和 javascript:alert(1)',
    expect: {
      status: 'answered',
      stored: received('见 https://u:geheim@example.org/a?b=c 和 javascript:alert(1)'),
      reply: receipt,
    },
  },
  {
    id: '25 a name that is no name: to be appointed',
    input: [{ by: 'chen-min', text: '任命 null 信息员' }],
    expect: { status: 'answered', stored: {}, reply: /名单里没有「null」/ },
  },
  {
    id: '25 names that are words of programs',
    input: [{ by: 'chen-min', text: '添加会员 undefined null 管理员' }],
    expect: { status: 'answered', stored: { members: 3 }, reply: /已添加3位：undefined、null、管理员/ },
  },
  {
    id: '25 two hundred characters of name',
    input: [{ by: 'chen-min', text: `添加会员 ${'名'.repeat(200)}` }],
    expect: { status: 'answered', stored: {}, reply: /请这样说：添加会员/ },
  },
  {
    id: '25 a name of nothing to be seen',
    input: [{ by: 'chen-min', text: '添加会员 \u200B\u2060' }],
    expect: { status: 'answered', stored: {}, reply: /请这样说：添加会员/ },
  },
];
