/** Names the bot goes by in a room where anybody can type them. Longer ones first. */
const names = '同心助手|小助手|助手|同心';
const atStart = new RegExp(`^\\s*[@＠](?:${names})[\\s，,：:、。！!]*`);
const calledAtStart = /^\s*同心助手(?:[\s，,：:、。！!]+|$)/;
const anywhere = new RegExp(`[@＠](?:${names})(?=$|[\\s，,：:、。！!？?])`);
const known: ReadonlySet<string> = new Set(names.split('|'));

/** Whether the bot goes by this name wherever it is. */
export const isBotName = (name: string): boolean => known.has(name);

/**
 * Whether the words call the bot, and the words without the call at their beginning: 「@助手 反映…」,
 * 「同心助手，反映…」. A call in the middle or at the end counts and stays where it is.
 */
export function readMention(text: string): { mentionsBot: boolean; text: string } {
  for (const call of [atStart, calledAtStart]) {
    if (call.test(text)) return { mentionsBot: true, text: text.replace(call, '') };
  }
  return { mentionsBot: anywhere.test(text), text };
}
