import type { DraftProposalInput } from './input.ts';
import type { DraftAnswer } from './schema.ts';

/** Fixed, and never that of a call. */
export const exampleNonce = 'example0';

/** Obviously made up, so that nothing of it can be mistaken for a fact when it turns up in a draft. */
export const exampleInput: DraftProposalInput = {
  topic: '喷泉唱歌',
  sources: [
    { id: 'S1', text: '月亮镇的喷泉每到半夜就唱歌，住在旁边的纸鹤睡不着。因为喷泉的开关被彩虹盖住了。' },
    { id: 'S2', text: '希望镇上的钟表匠给喷泉装一个会打瞌睡的开关。' },
  ],
};

export const exampleAnswer: DraftAnswer = {
  title: '关于让月亮镇喷泉夜间休息的建议',
  clauses: [
    { section: 'matter', text: '月亮镇喷泉半夜唱歌，影响纸鹤休息。', cites: ['S1'] },
    { section: 'situation', text: '喷泉每到半夜就唱歌，旁边的纸鹤睡不着。', cites: ['S1'] },
    { section: 'cause', text: '喷泉的开关被彩虹盖住。', cites: ['S1'] },
    { section: 'suggestion', text: '由钟表匠给喷泉装上会打瞌睡的开关。', cites: ['S2'] },
  ],
};

/** Words that only the examples have; in a draft they show that the model copied instead of reading. */
export const exampleWords = ['月亮镇', '纸鹤', '钟表匠', '打瞌睡'] as const;
