import type { ReplyTaker } from '../../chat/feature.ts';
import { foldText } from '../../lib/text.ts';
import { drafters } from './commands.ts';
import { numberOfDraft } from './draft-reading.store.ts';
import { showDraft } from './show-drafts.ts';

const wholeWords = /^(?:查看|看|要)?(?:全文|全稿|完整版)$/;

/** Quoting a message about a draft, 全文 needs no number. */
export const replyTaker: ReplyTaker = {
  type: 'draft',
  async take(context, id, text) {
    if (!wholeWords.test(foldText(text)) || !drafters.some((role) => role === context.person.role)) return false;
    const number = await numberOfDraft(context.tx, context.unit.id, id);
    if (number === null) return false;
    await showDraft(context, number);
    return true;
  },
};
