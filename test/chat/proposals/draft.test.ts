import mammoth from 'mammoth';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { proposalStage, type ProposalStage } from './stage.ts';

let stage: ProposalStage;
beforeEach(async () => {
  stage = await proposalStage();
});
afterEach(() => stage.close());

test('the secretary asks for a draft, sees the progress and gets the draft with its Word file', async () => {
  await stage.report();
  const asked = await stage.chen.says('出稿 搅拌站');
  asked.seesReply(/正在起草：找到3条相关来件/);
  await stage.writeAll();
  const entries = await stage.entries('main');
  expect(entries.find(({ id }) => id === asked.answers[0]?.id)?.text).toBe('草案1写好了：关于“搅拌站”问题的建议');
  const delivered = entries.at(-1);
  expect(delivered?.text).toBe(
    [
      '关于“搅拌站”问题的建议（草案1）',
      'AI辅助标识：自动摘录（未使用大模型），须经人工审核后使用',
      '一、案由',
      '本稿围绕“搅拌站”整理，所据来件3件，时间为2026年11月24日，引用其中3件。',
      '• 柳林小区旁建了搅拌站，每天有二十多辆车进出，扬尘很大。（社-1、社-4）',
      '二、情况与问题',
      '• 搅拌站夜里两点还在作业，老人睡不着觉，我的电话〔手机号〕。（社-2）',
      '三、原因分析',
      '• 由于没有冲洗设备，路面全是泥。（社-1）',
      '四、建议',
      '• 建议尽快加装喷淋和围挡。（社-1）',
      '• 希望限定夜间作业时间。（社-2）',
      '',
      '共3条来件：引用3条，内容重复0条，未采用0条。',
      'Word文件已附上。回复「草案 1」查看全文。请核对修改后再用，助手不会自动外送。',
    ].join('\n'),
  );
  const [file] = delivered?.files ?? [];
  expect(file).toMatchObject({ name: '草案1-搅拌站.docx' });
  const { value } = await mammoth.extractRawText({ buffer: await stage.files.read(file?.sha256 ?? '') });
  expect(value).toContain('建议尽快加装喷淋和围挡。（来源：社-1）');
  expect(value).not.toContain('138');
});

test('a draft of one short report says what it is about in each of its parts', async () => {
  await stage.member('zhang-wei').says('社情民意：菜场门口的盲道被电动车占了，建议划停车框');
  await stage.chen.says('出稿 盲道');
  await stage.writeAll();
  const parts =
    /一、案由\n本稿围绕“盲道”整理，所据来件1件，时间为2026年11月24日，引用其中1件。\n二、情况与问题\n• 菜场门口的盲道被电动车占了（社-1）\n三、原因分析\n来件未涉及原因，需调研补充。\n四、建议\n• 建议划停车框（社-1）/;
  expect((await stage.botTexts('main')).at(-1)).toMatch(parts);
  (await stage.chen.says('草案 1')).seesReply(parts);
});

test.each(['起草提案：搅拌站', '@助手 出稿搅拌站', '请起草关于搅拌站问题的提案', '出稿：「搅拌站」'])(
  'also asked as %s',
  async (words) => {
    await stage.report();
    (await stage.chen.says(words)).seesReply(/找到3条相关来件/);
    expect(stage.takeDrafts()).toHaveLength(1);
  },
);

test('all words count before any word does, and withdrawn reports do not', async () => {
  await stage.report();
  (await stage.chen.says('出稿 搅拌站 夜里')).seesReply(/找到1条/);
  (await stage.chen.says('出稿 搅拌站 月亮')).seesReply(/找到3条/);
  await stage.member('li-fang').whispers('撤回 社-2');
  await stage.member('li-fang').whispers('确认');
  (await stage.chen.says('出稿 搅拌站')).seesReply(/找到2条/);
  expect(stage.takeDrafts()).toHaveLength(3);
});

test('nothing found is said kindly, and too much is refused', async () => {
  (await stage.chen.says('出稿 月亮')).seesReply(/没有找到提到「月亮」的来件/);
  (await stage.chen.says(`出稿 ${'很长的词'.repeat(30)}`)).seesReply(/用一两个词/);
  (await stage.chen.says('出稿')).seesReply(/请在「出稿」后面写上要找的词/);
  (await stage.chen.whispers('出稿 ，、')).seesReply(/请在「出稿」后面写上要找的词/);
  expect(stage.takeDrafts()).toEqual([]);
});

test('members are told who asks for drafts, and their talk stays unanswered', async () => {
  await stage.report();
  (await stage.member('zhang-wei').says('出稿 搅拌站')).seesReply(/「出稿」需要秘书/);
  (await stage.member('zhang-wei').says('出稿的事大家怎么看')).seesSilence();
  (await stage.member('zhang-wei').whispers('出稿 搅拌站')).seesReply(/秘书/);
  expect(stage.takeDrafts()).toEqual([]);
});

test('drafts are listed and read in full, with their sources', async () => {
  (await stage.chen.says('草案列表')).seesReply(/还没有提案初稿/);
  await stage.report();
  await stage.chen.says('出稿 搅拌站');
  (await stage.chen.says('草案1')).seesReply(/草案1还在写/);
  await stage.writeAll();
  (await stage.chen.says('草案列表')).seesReply(/草案1　关于“搅拌站”问题的建议（已完成，2026年11月24日）/);
  const whole = await stage.chen.says('草案 1');
  whole.seesReply(/• 由于没有冲洗设备，路面全是泥。（社-1）/);
  expect(whole.answers.at(-1)?.files).toHaveLength(1);
  (await stage.chen.says('来源 1')).seesReply(/社-2　2026年11月24日　已引用：搅拌站夜里两点/);
  (await stage.chen.says('草案 9')).seesReply(/没有草案9/);
  const delivered = (await stage.entries('main')).find(({ files, from }) => from === 'bot' && files.length > 0);
  (await stage.chen.says('全文', { replyTo: delivered?.id ?? 0 })).seesReply(/一、案由/);
  (await stage.chen.says('来源', { replyTo: delivered?.id ?? 0 })).seesReply(/的来件（3条）/);
  (await stage.member('zhang-wei').says('草案我看过了')).seesSilence();
});
