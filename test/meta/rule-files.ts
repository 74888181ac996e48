/**
 * Files of features and of the conversation that may hold Chinese words beside the locale files: rules that read what
 * members write. By their names: readers (`read-…`), lists of words (`…-words`, `words`) and command words
 * (`commands`). Others are listed here with their reason; one that no longer needs it fails the test.
 */
export const ruleFileName = /^(read-.+|(.+-)?words|(.+-)?commands)\.ts$/;

export const otherRuleFiles: Readonly<Record<string, string>> = {
  'src/features/activities/activity-kind.ts': 'the words by which an announcement tells its kind',
  'src/features/activities/when.ts': 'the marks between a date and a time in what members write',
  'src/features/members/first-unit.store.ts': 'names of the sample people, the same in every language',
  'src/features/proposals/document/gongwen-styles.ts': 'fonts and styles by the names that GB/T 9704 gives them',
  'src/features/proposals/document/proposal-document.ts': 'a proposal is a Chinese document, whoever asks for it',
  'src/features/proposals/drafting/draft-title.ts': 'the prescribed form of a title, 关于…的建议',
  'src/features/proposals/drafting/model-drafter.ts': 'the marks that a model leaves in a Chinese draft',
  'src/features/proposals/drafting/sentences.ts': 'the words by which a sentence tells its part',
  'src/features/submissions/adoption-level.ts': 'the names of the bodies that adopt a submission',
  'src/features/submissions/label.ts': 'the spoken number 社-12 is the same in every language',
};
