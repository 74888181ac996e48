import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directory, findMembersByName, membersFeature } from '../../../src/features/members/index.ts';
import { pointsFeature } from '../../../src/features/points/index.ts';
import { submissionsFeature } from '../../../src/features/submissions/index.ts';
import { createStage, type Stage } from '../../support/stage.ts';

let stage: Stage;
const member = (key: string) => stage.member(key);

beforeAll(async () => {
  stage = await createStage({
    features: ({ allCommands }) => [
      membersFeature({ allCommands }),
      submissionsFeature(),
      pointsFeature({ findMembersByName }),
    ],
  });
});
afterAll(() => stage.close());

const stored = (number: number) =>
  stage.database.prisma.submission.findFirstOrThrow({
    where: { number },
    include: { events: { orderBy: { id: 'asc' } }, attachments: true, adoptions: true },
  });
const count = () => stage.database.prisma.submission.count();
const pointsOf = async (key: string) => {
  const rows = await stage.database.prisma.pointEntry.findMany({ where: { member: { key } } });
  return rows.reduce((sum, { counted }) => sum + counted, 0);
};

describe('handing in', () => {
  it('gives a receipt in one line and two points', async () => {
    const said = await member('zhang-wei').says('社情民意：小区门口的路灯坏了，晚上看不见路。');
    said.seesReply(/^已收到，编号社-1。要补充请回复这条消息，写错了回“撤回”。$/);
    expect((await stored(1)).text).toBe('小区门口的路灯坏了，晚上看不见路。');
    expect(await pointsOf('zhang-wei')).toBe(2);
  });

  it.each([
    ['#社情民意 公交站没有遮雨棚', '公交站没有遮雨棚'],
    ['【社情民意】菜市场的秤不准', '菜市场的秤不准'],
    ['社情民意 学校门口堵车', '学校门口堵车'],
    ['反映：河边栏杆松动', '河边栏杆松动'],
    ['社情民意 #1 号楼漏水', '#1 号楼漏水'],
    ['社情民意：【电梯】又坏了', '【电梯】又坏了'],
    ['金点子：共享雨伞', '共享雨伞'],
  ])('hears %j in the group', async (said, text) => {
    const before = await count();
    (await member('li-fang').says(said)).seesReply(/已收到，编号社-\d+/);
    expect((await stored(before + 1)).text).toBe(text);
  });

  it('is lenient where it is spoken to', async () => {
    (await member('li-fang').says('@助手 反映小区门口没有路灯')).seesReply(/已收到/);
    expect((await stored(await count())).text).toBe('小区门口没有路灯');
    (await member('li-fang').whispers('社情民意地铁站扶梯停了')).seesReply(/已收到/);
    expect((await stored(await count())).text).toBe('地铁站扶梯停了');
    const before = await count();
    (await member('li-fang').whispers('社情民意怎么写？')).seesReply(/请把内容写在后面/);
    expect(await count()).toBe(before);
  });

  it('keeps the words exactly as they were said', async () => {
    const text = 'ＡＢＣ　Straße 𠮷 👨‍👩‍👧\n\n  第二段：“引号”';
    await member('li-fang').says(`社情民意：${text}`);
    expect((await stored(await count())).text).toBe(text);
  });

  it.each(['昨天说的社情民意写得不错', '《社情民意》这一期收到了', '查看通知', '采用什么办法好'])(
    'stays silent at %j',
    async (chatter) => {
      const before = await count();
      (await member('wang-haitao').says(chatter)).seesSilence();
      expect(await count()).toBe(before);
    },
  );

  it('takes the same words once within ten minutes, and again later', async () => {
    const before = await count();
    await member('wang-haitao').says('社情民意：电梯常坏');
    (await member('wang-haitao').says('社情民意：电梯常坏')).seesReply(
      new RegExp(`^这条刚才已收到，编号社-${before + 1}。$`),
    );
    (await member('li-fang').says('社情民意：电梯常坏')).seesReply(/已收到/);
    stage.clock.pass(11);
    (await member('wang-haitao').says('社情民意：电梯常坏')).seesReply(/^已收到/);
    expect(await count()).toBe(before + 3);
  });

  it('takes 20,000 characters and kindly not more', async () => {
    (await member('zhang-wei').whispers(`社情民意：${'长'.repeat(20_000)}`)).seesReply(/已收到/);
    const before = await count();
    (await member('zhang-wei').whispers(`社情民意：${'长'.repeat(20_001)}`)).seesReply(/超过 20000 字，没有收/);
    expect(await count()).toBe(before);
  });

  it('keeps files with it', async () => {
    const bytes = Buffer.from('a photo');
    await member('liu-xiaoyan').says('社情民意：井盖丢了', {
      files: [{ name: '../井盖.jpg', type: 'image/jpeg', bytes }],
    });
    const { attachments } = await stored(await count());
    expect(attachments).toMatchObject([{ name: '井盖.jpg', type: 'image/jpeg', size: bytes.length, error: null }]);
    expect(await stage.files.read(attachments[0]?.sha256 ?? '')).toEqual(bytes);
  });

  it('takes what a database cannot keep out of the words', async () => {
    (await member('li-fang').says('社情民意：空\u0000字符\uD800和半个字')).seesReply(/已收到/);
    expect((await stored(await count())).text).toBe('空字符\uFFFD和半个字');
  });

  it('lets a candidate hand in', async () => {
    (await member('wu-tong').whispers('社情民意：早高峰公交太少')).seesReply(/已收到/);
  });
});

describe('a bare heading', () => {
  it('asks for the words and takes the next message of the same person', async () => {
    const before = await count();
    (await member('sun-lihua').says('社情民意：')).seesReply(/请说内容/);
    (await member('zhao-zhiqiang').says('明天大家都来吗')).seesSilence();
    expect(await count()).toBe(before);
    (await member('sun-lihua').says('图书馆周一不开门，建议错开闭馆日')).seesReply(/已收到/);
    expect((await stored(before + 1)).text).toBe('图书馆周一不开门，建议错开闭馆日');
    (await member('sun-lihua').says('大家觉得这个建议怎么样')).seesSilence();
  });

  it('leaves commands alone, can be called off, and lapses', async () => {
    const before = await count();
    await member('sun-lihua').says('社情民意');
    (await member('sun-lihua').says('我的积分')).seesReply(/私聊/);
    (await member('sun-lihua').says('算了')).seesReply(/没有改动/);
    await member('sun-lihua').says('社情民意：');
    stage.clock.pass(11);
    (await member('sun-lihua').says('今天的会开得真不错啊')).seesSilence();
    expect(await count()).toBe(before);
  });

  it('keeps the photo that came with the heading', async () => {
    const photo = { name: 'a.jpg', type: 'image/jpeg', bytes: Buffer.from('photo') };
    await member('sun-lihua').says('社情民意：', { files: [photo] });
    await member('sun-lihua').says('人行道被电动车占满了');
    expect((await stored(await count())).attachments).toHaveLength(1);
  });
});

describe('adding to it', () => {
  it('takes a reply to the receipt or to the own message as a supplement', async () => {
    const said = await member('zhang-wei').says('社情民意：雨天积水严重');
    const number = await count();
    const receipt = said.answers[0]?.id ?? 0;
    const reply = await member('zhang-wei').says('补充：下水道也堵了', { replyTo: receipt });
    reply.seesReply(new RegExp(`^已补充到社-${number}。$`));
    (await member('zhang-wei').says('上周已经报过物业', { replyTo: said.id })).seesReply(/已补充/);
    (await member('zhang-wei').says(`补充 社-${number} 孩子上学要绕路`)).seesReply(/已补充/);
    const photo = { name: 'b.jpg', type: 'image/jpeg', bytes: Buffer.from('photo b') };
    (await member('zhang-wei').says('', { replyTo: receipt, files: [photo] })).seesReply(/已补充/);
    const { text, events, attachments } = await stored(number);
    expect(text).toBe('雨天积水严重');
    expect(events.map((event) => event.text)).toEqual(['下水道也堵了', '上周已经报过物业', '孩子上学要绕路', '']);
    expect(attachments).toHaveLength(1);
  });

  it('takes thanks as thanks, and nothing from others', async () => {
    const said = await member('zhang-wei').says('社情民意：噪音扰民');
    const number = await count();
    const receipt = said.answers[0]?.id ?? 0;
    (await member('zhang-wei').says('谢谢', { replyTo: receipt })).seesSilence();
    (await member('li-fang').says('补充：我们楼也是', { replyTo: receipt })).seesReply(/张伟报的，只有本人能改/);
    expect((await stored(number)).events).toEqual([]);
  });

  it('takes a new heading in a reply as a new submission', async () => {
    const said = await member('zhang-wei').says('社情民意：快递柜收费');
    const before = await count();
    (await member('zhang-wei').says('#社情民意 健身器材生锈', { replyTo: said.answers[0]?.id ?? 0 })).seesReply(
      /已收到/,
    );
    expect(await count()).toBe(before + 1);
  });
});

describe('taking it back', () => {
  it('takes back the one just handed in, with its points', async () => {
    const points = await pointsOf('zhao-zhiqiang');
    await member('zhao-zhiqiang').says('社情民意：写错的一条');
    const number = await count();
    (await member('zhao-zhiqiang').says('撤回')).seesReply(new RegExp(`^已撤回社-${number}，`));
    expect((await stored(number)).state).toBe('withdrawn');
    expect(await pointsOf('zhao-zhiqiang')).toBe(points);
    (await member('zhao-zhiqiang').says(`撤回 社-${number}`)).seesReply(/先前已经撤回/);
    (await member('zhao-zhiqiang').says(`补充 社-${number} 还有`)).seesReply(/已撤回。要重新报送/);
  });

  it('takes back the quoted one, older or not', async () => {
    const said = await member('zhao-zhiqiang').says('社情民意：第一条的内容');
    const number = await count();
    await member('zhao-zhiqiang').says('社情民意：第二条的内容');
    (await member('zhao-zhiqiang').says('撤回', { replyTo: said.answers[0]?.id ?? 0 })).seesReply(
      new RegExp(`已撤回社-${number}，`),
    );
    (await member('zhao-zhiqiang').says('写错了', { replyTo: said.id })).seesReply(/先前已经撤回/);
  });

  it('asks which when it is longer ago, in private', async () => {
    stage.clock.pass(30);
    const number = await count();
    (await member('zhao-zhiqiang').says('撤回')).seesReply(/私聊/);
    const list = (await member('zhao-zhiqiang').private()).at(-1)?.text ?? '';
    expect(list).toMatch(new RegExp(`1\\. 社-${number} .*第二条的内容`));
    (await member('zhao-zhiqiang').whispers('9')).seesReply(/请回列表里的序号/);
    (await member('zhao-zhiqiang').whispers('1')).seesReply(new RegExp(`已撤回社-${number}，`));
  });

  it('is for the author alone', async () => {
    await member('li-fang').says('社情民意：李芳的一条');
    const number = await count();
    (await member('chen-min').says(`撤回 社-${number}`)).seesReply(/只有本人能改/);
    expect((await stored(number)).state).toBe('received');
    (await member('li-fang').says('撤回 社-99999')).seesReply(/没有找到社-99999/);
  });
});

it('has a private talk for every sample member', async () => {
  const person = await stage.database.prisma.member.findFirstOrThrow({ where: { key: 'zhang-wei' } });
  const talk = await stage.transact((tx) => directory.privateConversation(tx, person.id, 'web'));
  expect(talk).toBe('web:dm%3Azhang-wei');
});
