import type { ReplyTaker } from '../../chat/feature.ts';
import { foldText } from '../../lib/text.ts';
import { drafters } from './commands.ts';
import { numberOfDraft } from './draft-reading.store.ts';
import { asksForWhole } from './reply-words.ts';
import { showDraft } from './show-drafts.ts';

/** Quoting a message about a draft, all of it can be asked for without its number. */
export const replyTaker: ReplyTaker = {
  type: 'draft',
  async take(context, id, text) {
    if (!asksForWhole(foldText(text)) || !drafters.some((role) => role === context.person.role)) return false;
    const number = await numberOfDraft(context.tx, context.unit.id, id);
    if (number === null) return false;
    await showDraft(context, number);
    return true;
  },
};
