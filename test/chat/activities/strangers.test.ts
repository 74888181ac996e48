import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptedPlatform } from '../../support/scripted-platform.ts';
import { activityStage, type ActivityStage } from './stage.ts';

const room = { id: 'g1', title: '示范支部微信群' };

describe('somebody in the group whom the bot does not know yet', () => {
  let stage: ActivityStage;
  let wechat: ScriptedPlatform;
  let activity: number;
  beforeAll(async () => {
    stage = await activityStage();
    wechat = stage.platform('wechat');
    await stage.database.prisma.chat.create({
      data: { conversation: 'wechat:g1', platform: 'wechat', kind: 'group', title: room.title, unitId: 1 },
    });
    ({ id: activity } = await stage.announced());
  });
  afterAll(() => stage.close());

  it('is asked once who they are when they answer what is asked of all, and left in peace otherwise', async () => {
    const somebody = wechat.person({ id: 'w1', name: '一叶知秋' });
    (await somebody.says('今天真冷', room)).seesSilence();
    (await somebody.says('参加', room)).seesReply(/不知道您是哪位会员/);
    (await somebody.says('带两人', room)).seesSilence();
    (await somebody.says('大家早', room)).seesSilence();
  });

  it('has what they said counted once the secretary has agreed', async () => {
    const somebody = wechat.person({ id: 'w1', name: '一叶知秋' });
    (await somebody.says('我是 张伟', room)).seesReply(/已请秘书确认/);
    await stage.member('chen-min').whispers('同意 张伟');
    expect(await stage.stateOf(activity, 'zhang-wei')).toMatch(/^joined\+2/);
  });

  it('loses no relay list', async () => {
    const other = wechat.person({ id: 'w2', name: '山高水长' });
    (await other.says('#接龙\n学习会\n\n1. 张伟\n2. 李芳', room)).seesReply(/不知道您是哪位会员/);
    await other.says('我是 李芳', room);
    await stage.member('chen-min').whispers('同意 李芳');
    expect(await stage.stateOf(activity, 'li-fang')).toBe('joined');
  });
});
