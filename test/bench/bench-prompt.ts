import { draftProposalPrompt } from '../../prompts/draft-proposal/prompt.ts';

/** What both contenders ask the model: a draft from eight short reports. */
export const benchPrompt = draftProposalPrompt.render(
  {
    topic: '路灯',
    sources: Array.from({ length: 8 }, (_, index) => ({
      id: `S${index + 1}`,
      text: `东街第${index + 1}号楼前的路灯坏了三天，晚上老人看不清台阶，希望物业每周巡查一次并公示修复时间。`,
    })),
  },
  'abcd1234',
);
