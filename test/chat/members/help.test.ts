import { afterAll, beforeAll, expect, test } from 'vitest';
import { activitiesFeature } from '../../../src/features/activities/index.ts';
import { findMembersByName, membersFeature } from '../../../src/features/members/index.ts';
import { pointsFeature } from '../../../src/features/points/index.ts';
import { proposalsFeature } from '../../../src/features/proposals/index.ts';
import { submissionsFeature } from '../../../src/features/submissions/index.ts';
import { createStage, type Stage } from '../../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({
    features: ({ allCommands }) => [
      membersFeature({ allCommands }),
      submissionsFeature(),
      activitiesFeature(),
      pointsFeature({ findMembersByName }),
      proposalsFeature(),
    ],
  });
});
afterAll(() => stage.close());

/** The lines of help that somebody gets, by the words that each begins with. */
const wordsOf = (text: string) => text.split('\n').flatMap((line) => /^• ([^：\s…]+)/u.exec(line)?.[1] ?? []);

test('a member who asks in the group gets the few lines used most', async () => {
  const asked = await stage.member('zhang-wei').says('帮助');
  asked.seesReply(/更多请私聊我说「帮助」。$/);
  expect(wordsOf(asked.text)).toEqual(['社情民意', '活动', '签到', '心得', '我的积分']);
});

test('the secretary gets the few lines of members and of their own role', async () => {
  const asked = await stage.member('chen-min').says('@同心助手 帮助');
  asked.seesReply(/更多请私聊我说「帮助」。$/);
  expect(wordsOf(asked.text)).toEqual(['社情民意', '活动', '签到', '信息列表', '发起活动', '出稿']);
});

test('all of it stands in the private talk', async () => {
  const asked = await stage.member('chen-min').whispers('帮助');
  asked.seesReply(/秘书还可以：/);
  expect(wordsOf(asked.text)).toEqual(expect.arrayContaining(['我的数据', '冲正', '来源', '任命', '金点子']));
  expect(wordsOf(asked.text).length).toBeGreaterThan(20);
  expect(asked.text).not.toMatch(/更多请私聊/);
});
