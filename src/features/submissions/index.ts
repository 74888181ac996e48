import type { Feature } from '../../chat/feature.ts';
import { levelQuestion } from './adopt-submission.ts';
import { submissionCommands } from './commands.ts';
import { recallQuestion } from './recall-submission.ts';
import { reportForAction, reportForQuestion } from './report-for-another.ts';
import { restQuestion } from './rest-question.ts';
import { replyTaker } from './take-reply.ts';
import { textQuestion } from './text-question.ts';
import { withdrawalQuestion } from './withdraw-submission.ts';

export { fetchAttachmentFile, requeueAttachments, type FetchDeps } from './fetch-attachment.ts';
export { fetchAttachment } from './job-contracts.ts';
export { labelOf } from './label.ts';
export { findForDraft, submissionRows, type DraftMaterial } from './submission-reading.store.ts';

/** 社情民意信息 from the chat to its adoption. */
export function submissionsFeature(): Feature {
  return {
    name: 'submissions',
    commands: submissionCommands,
    questions: [textQuestion, withdrawalQuestion, levelQuestion, restQuestion, recallQuestion, reportForQuestion],
    actions: [reportForAction],
    replies: [replyTaker],
  };
}
