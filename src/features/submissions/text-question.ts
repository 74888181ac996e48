import { defineQuestion } from '../../chat/feature.ts';
import { textQuestionKind, textQuestionPayload } from './ask-for-text.ts';
import { readAskedText } from './read-asked-text.ts';
import { receiveSubmission } from './receive-submission.ts';
import { texts } from './texts.ts';

/** The answer to «what is it about?». */
export const textQuestion = defineQuestion({
  kind: textQuestionKind,
  read: readAskedText,
  async handle(context, question, answer) {
    await context.closeQuestions(question.subject);
    if (answer === 'dropped') {
      await context.reply(texts(context.locale)('dropped'));
      return;
    }
    const asked = textQuestionPayload.parse(question.payload);
    const files = [...asked.files, ...context.message.files];
    await receiveSubmission(context, { kind: asked.kind, text: answer.text, files });
  },
});
