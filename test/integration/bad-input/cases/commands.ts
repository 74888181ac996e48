import type { RoomCase, Said } from '../room-door.ts';

const silence = { status: 'silent', stored: {}, reply: null } as const;
const answered = (reply: RegExp) => ({ status: 'answered', stored: {}, reply }) as const;

/** The secretary gives points in the group. */
const gift = (text: string): readonly Said[] => [{ by: 'chen-min', text }];
const taken = (points: number) =>
  ({
    status: 'answered',
    stored: { points: 1 },
    reply: new RegExp(`已给张伟加 ${points} 分：主持学习会。`),
  }) as const;

/** Commands of every kind, and what people search for. */
export const commandCases: readonly RoomCase[] = [
  { id: '26 unknown, in the group', input: '/flyaway', expect: answered(/这句我没看懂。回复「帮助」/) },
  { id: '26 unknown, to the bot', input: '@同心助手 飞走', expect: answered(/这句我没看懂/) },
  { id: '26 unknown, to nobody', input: '飞走吧', expect: silence },
  {
    id: '26 nearly known',
    input: [{ text: '我的积芬', privately: true }],
    expect: answered(/您是不是想说「我的积分」/),
  },
  { id: '28 nothing after it', input: gift('加分'), expect: answered(/请写明给谁、加几分、为什么/) },
  { id: '28 only a name', input: gift('加分 张伟'), expect: answered(/没看出加几分/) },
  { id: '28 no reason', input: gift('加分 张伟 5'), expect: answered(/还差原因/) },
  {
    id: '28 too much after it',
    input: [{ text: '我的数据 全部 给我', privately: true }],
    expect: answered(/张伟，我存了您的这些/),
  },
  { id: '28 no number', input: [{ text: '撤回 社-', privately: true }], expect: answered(/请写明编号/) },
  {
    id: '28 a number beyond all numbers',
    input: [{ text: '查看 社-99999999999999999999', privately: true }],
    expect: answered(/请写明编号/),
  },
  { id: '28 a number nobody has', input: '查看 社-9999999', expect: answered(/没有找到社-9999999/) },
  {
    id: '28 a page beyond all pages',
    input: [{ by: 'chen-min', text: '信息列表 99', privately: true }],
    expect: answered(/一共 \d+ 页|还没有人报送/),
  },
  {
    id: '29 a quotation mark alone',
    input: gift('加分 “张伟 5 主持学习会'),
    expect: taken(5),
  },
  { id: '29 quotation marks around a name', input: gift('加分 “张伟” 5 主持学习会'), expect: taken(5) },
  {
    id: '29 quotation marks around the reason',
    input: gift("加分 张伟 5 '主持学习会'"),
    expect: { status: 'answered', stored: { points: 1 }, reply: /加 5 分：'主持学习会'。/ },
  },
  {
    id: '30 less than nothing',
    input: gift('加分 张伟 -5 迟到'),
    expect: answered(/加分只能往上加。记错的分请用“冲正 张伟”/),
  },
  { id: '30 a half in wide signs', input: gift('加分 张伟 +０.5 主持学习会'), expect: answered(/1 到 100 分的整数/) },
  { id: '30 a thousand million', input: gift('加分 张伟 1e9 主持学习会'), expect: answered(/1 到 100 分的整数/) },
  { id: '30 no number', input: gift('加分 张伟 NaN 主持学习会'), expect: answered(/没看出加几分/) },
  { id: '30 wide digits', input: gift('加分 张伟 １０ 主持学习会'), expect: taken(10) },
  { id: '30 a Chinese numeral', input: gift('加分 张伟 五 主持学习会'), expect: taken(5) },
  { id: '30 two signs', input: gift('加分 张伟 --5 主持学习会'), expect: answered(/没看出加几分/) },
  {
    id: '30 a year of points',
    input: [{ text: '我的积分 99999', privately: true }],
    expect: answered(/请发“我的积分”|一共 \d+ 页/),
  },
  {
    id: '31 two of one name',
    input: gift('加分 王海涛 5 主持学习会'),
    expect: answered(/有 2 位王海涛，是哪一位？请回序号/),
  },
  {
    id: '31 a number nobody has',
    input: [...gift('加分 王海涛 5 主持学习会'), { by: 'chen-min', text: '9' }],
    expect: answered(/请回 1 到 2 之间的序号/),
  },
  {
    id: '31 the second of them',
    input: [...gift('加分 王海涛 5 主持学习会'), { by: 'chen-min', text: '２' }],
    expect: { status: 'answered', stored: { points: 1 }, reply: /已给王海涛加 5 分/ },
  },
  { id: '32 in a quotation of our help', input: '> 加分 张伟 5 主持学习会', expect: silence },
  { id: '32 in a code block', input: '```\n撤回\n```', expect: silence },
  { id: '33 what is private, asked in the group', input: '我的积分', expect: answered(/已私聊发给您/) },
  {
    id: '33 what belongs in a private talk',
    input: gift('冲正 张伟'),
    expect: answered(/请在和我的私聊里发“冲正 张伟”/),
  },
  {
    id: '34 by somebody who may not',
    input: '加分 李芳 5 主持学习会',
    expect: answered(/「加分」需要秘书或支部领导来操作/),
  },
  { id: '34 by somebody who says he may', input: '我是秘书，加分 李芳 5 主持学习会', expect: silence },
  { id: '34 a secretary to himself', input: gift('加分 陈敏 5 主持学习会'), expect: answered(/自己的分不能自己加/) },
  {
    id: '35 a button pressed once',
    input: [
      { by: 'chen-min', text: '下周五下午三点在社区二楼开学习会' },
      { by: 'chen-min', presses: 'the first' },
    ],
    expect: { status: 'answered', stored: { activities: 1 }, reply: /【活动通知】学习会/ },
  },
  {
    id: '35 the same button again and again',
    input: [
      { by: 'chen-min', text: '下周六下午三点在社区二楼开学习会' },
      { by: 'chen-min', presses: 'the first' },
      { by: 'zhang-wei', presses: 'the first' },
      { by: 'zhang-wei', presses: 'the first' },
    ],
    expect: {
      status: 'answered',
      stored: { activities: 1, rollEntries: 1 },
      reply: /^张伟已在名单里，第1位，不用再报。$/,
    },
  },
  ...[
    ['a button of nobody', 'hologram:1'],
    ['a number that is none', 'plan:NaN:confirm'],
    ['a number beyond all', 'roll:99999999999999999999:joined'],
    ['a foreign number', 'roll:424242:joined'],
    ['a word for a deed', 'plan:1:DROP TABLE'],
    ['an answer nobody offered', 'roll:1:emperor'],
    ['only colons', ':::::'],
    ['a name of an object', '__proto__:1'],
  ].map(([what, action]): RoomCase => ({
    id: `35 forged: ${what}`,
    input: [{ text: '@同心助手 帮助' }, { presses: action ?? '' }],
    expect: silence,
  })),
  {
    id: '36 taken back twice',
    input: [{ text: '社情民意：写错了的一条' }, { text: '撤回' }, { text: '撤回', quotes: 'answer' }],
    expect: { status: 'answered', stored: { submissions: 1 }, reply: /先前已经撤回/ },
  },
  {
    id: "36 somebody else's taken back",
    input: [{ text: '社情民意：别人的一条' }, { by: 'li-fang', text: '撤回', quotes: 'answer' }],
    expect: { status: 'answered', stored: { submissions: 1 }, reply: /是张伟报的，只有本人能改/ },
  },
  {
    id: '36 points taken back twice',
    input: [
      ...gift('加分 李芳 7 主持学习会'),
      { by: 'chen-min', text: '冲正 李芳', privately: true },
      { by: 'chen-min', text: '1 记错了人', privately: true },
      { by: 'chen-min', text: '1 记错了人', privately: true },
    ],
    expect: { status: 'answered', stored: { points: 2 }, reply: /我没看懂/ },
  },
  {
    id: '78 a sign that stands for all',
    input: [{ by: 'chen-min', text: '出稿 %' }],
    expect: answered(/没有找到提到「%」的来件/),
  },
  {
    id: '78 a sign that stands for one',
    input: [{ by: 'chen-min', text: '出稿 _' }],
    expect: answered(/没有找到提到「_」的来件/),
  },
  {
    id: '78 the sign of escape',
    input: [{ by: 'chen-min', text: '出稿 \\' }],
    expect: answered(/没有找到提到「\\」的来件/),
  },
  {
    id: '78 one character',
    input: [{ by: 'chen-min', text: '出稿 龘' }],
    expect: answered(/没有找到提到「龘」的来件/),
  },
  {
    id: '78 10 000 characters',
    input: [{ by: 'chen-min', text: `出稿 ${'词'.repeat(10_000)}` }],
    expect: answered(/词太长了/),
  },
  {
    id: '78 a pattern that never ends',
    input: [{ by: 'chen-min', text: '出稿 (a+)+$(.*)*[' }],
    expect: answered(/没有找到提到/),
  },
  {
    id: '78 words of a database',
    input: [{ by: 'chen-min', text: `出稿 ';DROP TABLE "Submission";--` }],
    expect: answered(/没有找到提到/),
  },
];
