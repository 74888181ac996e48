import type { ReplyTaker } from '../../chat/feature.ts';
import { foldText } from '../../lib/text.ts';
import { drafters } from './commands.ts';
import { numberOfDraft } from './draft-reading.store.ts';
import { showDraft, showSources } from './show-drafts.ts';

const wholeWords = /^(?:查看|看|要)?(?:全文|全稿|完整版)$/;
const sourceWords = /^(?:查看|看)?来源$/;

/** Quoting a message about a draft: 全文 and 来源 need no number then. */
export const replyTaker: ReplyTaker = {
  type: 'draft',
  async take(context, id, text) {
    const said = foldText(text);
    const show = wholeWords.test(said) ? showDraft : sourceWords.test(said) ? showSources : null;
    if (!show || !drafters.some((role) => role === context.person.role)) return false;
    const number = await numberOfDraft(context.tx, context.unit.id, id);
    if (number === null) return false;
    await show(context, number);
    return true;
  },
};
