/** info: 社情民意信息; idea: 金点子, a short suggestion. */
export type SubmissionKind = 'info' | 'idea';

const names = { info: '社情民意(?:信息)?', idea: '金点子' } as const satisfies Record<SubmissionKind, string>;
/** 我要提交一条… */
const leadIn = '(?:我?(?:要|想|来)?(?:提交|报送|上报|反映|报|提|写)(?:一条|一篇|一个|个|条|篇)?[ \\t]*)?';

/**
 * How a message begins that hands something in: the name as 【heading】, as #topic, or by itself before a colon, a space
 * or a new line. The name glued to further words is talk about the matter.
 */
const beginning = (name: string) =>
  new RegExp(
    `^[\\s\\u200B-\\u200F\\u2060\\uFEFF]*${leadIn}(?:` +
      `[【[［〔][ \\t]*${name}[ \\t]*[】\\]］〕][ \\t]*[:：]?|` +
      `[#＃][ \\t]*${name}(?=[#＃:：\\s]|$)[#＃]?[ \\t]*[:：]?|` +
      `${name}(?:[ \\t]*[:：]|(?=\\s|$)))`,
    'u',
  );

const beginnings = { info: beginning(names.info), idea: beginning(names.idea) };

/** Reads a message that hands in a submission, whoever says it and wherever. text keeps the author's own words, '' when there are none yet. */
export function readSubmission(text: string): { kind: SubmissionKind; text: string } | null {
  for (const kind of ['info', 'idea'] as const) {
    const match = beginnings[kind].exec(text);
    if (match) return { kind, text: text.slice(match[0].length).trim() };
  }
  return null;
}

const aboutForm =
  /^(?:要?(?:怎么|怎样|如何|咋)(?:写|报|报送|提交|提|反映|用)?|是什么|什么是|有什么(?:要求|格式)|格式|要求)[^\n。；]{0,8}$/u;

/** «社情民意怎么写？» asks about the form; it hands nothing in. */
export function asksAboutForm(text: string): boolean {
  return aboutForm.test(text.trim());
}

/** What may follow 反映 when the bot is called: a matter, not the rest of another word (反映了, 反映出). */
export function isMatter(text: string): boolean {
  return !/^[了出过着]/u.test(text.trim()) && !asksAboutForm(text);
}
