import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMembersByName, membersFeature } from '../../../src/features/members/index.ts';
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
  for (let index = 1; index <= 12; index += 1) {
    await member('zhang-wei').says(`社情民意：第${index}件事，路口没有红绿灯，孩子过街很危险，请尽快安装`);
  }
});
afterAll(() => stage.close());

const inPrivate = async (key: string) => (await member(key).private()).at(-1)?.text ?? '';

describe('the list', () => {
  it('goes to the secretary in private, ten to a page', async () => {
    (await member('chen-min').says('信息列表')).seesReply(/^已私聊发给您。$/);
    const first = await inPrivate('chen-min');
    expect(first).toMatch(/^报送的信息共 12 条，第 1\/2 页：\n社-12 张伟 11月24日 第12件事/);
    expect(first).toMatch(/“信息列表 2”。$/);
    expect(first).not.toMatch(/社-2 /);
    await member('chen-min').says('信息列表 2');
    expect(await inPrivate('chen-min')).toMatch(/社-2 .*\n社-1 /s);
    (await member('chen-min').whispers('信息列表 9')).seesReply(/一共 2 页/);
  });

  it('is not for members', async () => {
    (await member('li-fang').says('信息列表')).seesReply(/需要秘书/);
  });
});

describe('the full text', () => {
  it.each(['查看 社-3', '查看3', '社-3', '查看社３', '查看第3条'])('answers %j in private', async (said) => {
    await member('chen-min').says(said);
    expect(await inPrivate('chen-min')).toMatch(/^社-3　张伟　11月24日 09:00\n第3件事/);
  });

  it('shows the author their own and refuses others', async () => {
    (await member('zhang-wei').whispers('查看 社-3')).seesReply(/第3件事/);
    (await member('li-fang').whispers('查看 社-3')).seesReply(/只给报送人和秘书、信息员看/);
    (await member('chen-min').whispers('查看 社-404')).seesReply(/没有找到社-404/);
    (await member('chen-min').whispers('查看')).seesReply(/请写明编号/);
  });

  it('hides from others what was taken back', async () => {
    await member('zhang-wei').whispers('撤回 社-5');
    (await member('chen-min').whispers('查看 社-5')).seesReply(/^社-5已撤回/);
    (await member('chen-min').whispers('信息列表')).seesReply(/社-5 张伟 11月24日（已撤回）/);
  });

  it('carries supplements and files', async () => {
    const photo = { name: '路口.jpg', type: 'image/jpeg', bytes: Buffer.from('photo') };
    await member('zhang-wei').whispers('补充 社-4 昨天又出了事故', { files: [photo] });
    const { answers } = await member('chen-min').whispers('查看 社-4');
    expect(answers[0]?.text).toMatch(/第4件事.*\n补充（11月24日 09:00）：昨天又出了事故\n附件：路口\.jpg$/s);
    expect(answers[0]?.files).toMatchObject([{ name: '路口.jpg' }]);
  });
});

describe('adoption', () => {
  const points = async () => {
    const { prisma } = stage.database;
    const rows = await prisma.pointEntry.findMany({
      where: { member: { key: 'zhang-wei' }, item: { startsWith: 'adopted' } },
      orderBy: { id: 'asc' },
    });
    return rows.map((row) => [row.item, row.counted]);
  };

  it('gives the author points by level, adding up', async () => {
    (await member('chen-min').says('采用 社-1 市政协')).seesReply(/^已记：社-1（张伟）被市政协采用，加 10 分。$/);
    expect(await inPrivate('zhang-wei')).toMatch(/^好消息：您报的社-1被市政协采用，加 10 分。/);
    (await member('chen-min').says('社-1被民进中央采用了')).seesReply(/加 30 分/);
    expect(await points()).toEqual([
      ['adopted_city', 10],
      ['adopted_national', 30],
    ]);
  });

  it('counts each adopter once', async () => {
    (await member('chen-min').says('采用 社-1 市政协')).seesReply(/先前已经记过/);
    expect(await points()).toHaveLength(2);
  });

  it('asks for a level it cannot tell', async () => {
    (await member('chen-min').whispers('采用 社-2 区政协')).seesReply(/“区政协”是哪一级/);
    (await member('chen-min').whispers('市级')).seesReply(/社-2（张伟）被区政协采用，加 10 分/);
    (await member('chen-min').whispers('采用 社-2')).seesReply(/请写明是谁采用的/);
  });

  it('can be said in a reply to the receipt', async () => {
    const said = await member('li-fang').says('社情民意：盲道被占');
    const receipt = said.answers[0]?.id ?? 0;
    (await member('chen-min').says('省政协采用了', { replyTo: receipt })).seesReply(/（李芳）被省政协采用，加 20 分/);
    (await member('li-fang').says('撤回', { replyTo: receipt })).seesReply(/已被采用，不能撤回/);
  });

  it('is refused for what was taken back, and to members', async () => {
    (await member('chen-min').says('采用 社-5 市政协')).seesReply(/社-5已撤回/);
    (await member('zhang-wei').says('采用 社-6 市政协')).seesSilence();
    (await member('zhang-wei').whispers('采用 社-6 市政协')).seesReply(/需要秘书/);
    expect(await points()).toHaveLength(3);
  });
});
