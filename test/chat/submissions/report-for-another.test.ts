import { afterEach, beforeEach, expect, test } from 'vitest';
import { findMembersByName, membersFeature } from '../../../src/features/members/index.ts';
import { pointsFeature } from '../../../src/features/points/index.ts';
import { submissionsFeature } from '../../../src/features/submissions/index.ts';
import { createStage, type Stage } from '../../support/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage({
    features: ({ allCommands }) => [
      membersFeature({ allCommands }),
      submissionsFeature(),
      pointsFeature({ findMembersByName }),
    ],
  });
});
afterEach(() => stage.close());

const all = () =>
  stage.database.prisma.submission.findMany({ include: { author: true, attachments: true }, orderBy: { id: 'asc' } });
const pointsOf = async (key: string) =>
  (await stage.database.prisma.pointEntry.findMany({ where: { member: { key } } })).map(({ counted }) => counted);
const said = '代报 张伟：社情民意 小区门口的路灯坏了，晚上看不见路。';

test('a secretary hands it in for its author, who gets the points and hears of it', async () => {
  const chen = stage.member('chen-min');
  await stage.member('zhang-wei').whispers('帮助');
  (await chen.whispers(said)).seesReply(/替张伟报社情民意，共 17 字：\n“小区门口的路灯坏了，晚上看不见路。”/);
  expect(await all()).toEqual([]);
  (await chen.whispers('确认')).seesReply(/已记在张伟名下，编号社-1/);
  const secretary = await stage.database.prisma.member.findUniqueOrThrow({ where: { key: 'chen-min' } });
  expect(await all()).toMatchObject([
    { text: '小区门口的路灯坏了，晚上看不见路。', author: { key: 'zhang-wei' }, handedInById: secretary.id },
  ]);
  expect(await pointsOf('zhang-wei')).toEqual([2]);
  expect(await pointsOf('chen-min')).toEqual([]);
  expect((await stage.member('zhang-wei').private()).at(-1)?.text).toMatch(/陈敏替您报的社情民意已收到，编号社-1/);
});

test('the same words twice change nothing', async () => {
  const chen = stage.member('chen-min');
  await chen.whispers(said);
  await chen.whispers('确认');
  (await chen.whispers(said)).seesReply(/先前已收到，编号社-1，没有再登记/);
  stage.clock.pass(60 * 24 * 3);
  (await chen.whispers('转张伟反映：小区门口的路灯坏了，晚上看不见路。')).seesReply(/没有再登记/);
  expect(await all()).toHaveLength(1);
});

test('取消 and half an hour let it go; a button is pressed once', async () => {
  const chen = stage.member('chen-min');
  await chen.whispers(said);
  (await chen.whispers('取消')).seesReply(/没有改动/);
  await chen.whispers(said);
  stage.clock.pass(31);
  await chen.whispers('确认');
  expect(await all()).toEqual([]);
  const line = await chen.whispers('代报社情民意 张伟：路灯坏了，请修。');
  const yes = line.answers.flatMap(({ buttons }) => buttons.flat()).find(({ label }) => label === '确认');
  const at = line.answers[0]?.id ?? 0;
  (await chen.presses(yes?.action ?? '', at, chen.dm)).seesReply(/编号社-1/);
  (await chen.presses(yes?.action ?? '', at, chen.dm)).seesSilence();
  expect(await all()).toHaveLength(1);
});

test('files come along', async () => {
  const chen = stage.member('chen-min');
  const files = [{ name: '路灯.jpg', type: 'image/jpeg', bytes: Buffer.from('jpeg') }];
  await chen.whispers(said, { files });
  await chen.whispers('确认');
  expect((await all())[0]?.attachments).toMatchObject([{ name: '路灯.jpg' }]);
});

test('names nobody has are said, and only secretaries may', async () => {
  (await stage.member('chen-min').whispers('代报 老周：社情民意 路灯坏了')).seesReply(/没有找到“老周”/);
  (await stage.member('chen-min').whispers('代报社情民意')).seesReply(/例如：代报 张三/);
  (await stage.member('zhang-wei').whispers('转李芳反映：路灯坏了')).seesReply(/秘书/);
  (await stage.member('zhang-wei').says('转李芳反映：路灯坏了')).seesSilence();
  expect(await all()).toEqual([]);
});
