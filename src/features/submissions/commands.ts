import { z } from 'zod';
import { defineCommand, type Command } from '../../chat/command.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { adopt } from './adopt-submission.ts';
import { findTarget } from './find-target.ts';
import { labelOf, readLabel, takeLabel } from './label.ts';
import { readAdoption, recogniseAdoption } from './read-adoption.ts';
import { asksAboutForm, isMatter, readSubmission, type SubmissionKind } from './read-submission.ts';
import { readNamedReport, readReportFor } from './read-report-for.ts';
import { receiveSubmission } from './receive-submission.ts';
import { reportForAnother } from './report-for-another.ts';
import { showList, showSubmission } from './show-submissions.ts';
import { editors, recorders } from './submission.policy.ts';
import { supplementSubmission } from './supplement-submission.ts';
import { texts } from './texts.ts';
import { withdraw } from './withdraw-submission.ts';

/** The text of a submission: anything but a question about the form. */
const matter = z.string().refine((text) => !asksAboutForm(text));

const wordsOf = (kind: SubmissionKind) => (text: string) => {
  const read = readSubmission(text);
  return read?.kind === kind ? read.text : null;
};

/** Takes the words as our own reader cuts them, to the letter; `rest` is for slash commands and loose beginnings. */
const takeAs = (kind: SubmissionKind) => (context: MemberContext, rest: string) =>
  receiveSubmission(context, {
    kind,
    text: wordsOf(kind)(context.message.text) ?? rest,
    files: context.message.files,
  });

/** A number said after the command's words, or nothing. */
const optionalLabel = z.string().transform((rest, refusal) => {
  const number = readLabel(rest);
  if (number === null && rest.trim() !== '') refusal.addIssue({ code: 'custom', message: 'no label' });
  return number;
});

/** The rest of «查看 社-12», «查看12» when it is just that. */
const labelAfter = (words: string) => (text: string) => {
  const rest = new RegExp(`^(?:${words})\\s*(.+)$`, 'u').exec(text.trim())?.[1];
  return rest !== undefined && readLabel(rest) !== null ? rest : null;
};

const submit = defineCommand({
  name: 'submissions.submit',
  words: ['社情民意', '社情民意信息', '提交社情民意', '报送社情民意', '反映社情民意'],
  alias: 'submit',
  showFirst: true,
  who: 'member',
  match: 'prefix',
  args: matter,
  help: (locale) => texts(locale)('submit_help'),
  usage: (locale) => texts(locale)('submit_usage'),
  recognise: wordsOf('info'),
  handle: takeAs('info'),
});

const report = defineCommand({
  name: 'submissions.report',
  words: ['反映', '反映一下', '我反映', '我要反映', '我想反映'],
  alias: 'report',
  who: 'member',
  match: 'prefix',
  args: z.string().refine(isMatter),
  help: (locale) => texts(locale)('report_help'),
  usage: (locale) => texts(locale)('submit_usage'),
  handle: takeAs('info'),
});

const passOn = defineCommand({
  name: 'submissions.report_for',
  words: ['代报社情民意'],
  alias: 'reportfor',
  who: recorders,
  match: 'prefix',
  args: z.string().transform((said, refusal) => {
    const read = readReportFor(said) ?? readNamedReport(said);
    if (read) return read;
    refusal.addIssue({ code: 'custom', message: 'author and text' });
    return z.NEVER;
  }),
  help: (locale) => texts(locale)('report_for_help'),
  usage: (locale) => texts(locale)('report_for_usage'),
  recognise: (text) => (readReportFor(text) ? text : null),
  handle: reportForAnother,
});

const idea = defineCommand({
  name: 'submissions.idea',
  words: ['金点子', '提个金点子'],
  alias: 'idea',
  who: 'member',
  match: 'prefix',
  args: matter,
  help: (locale) => texts(locale)('idea_help'),
  usage: (locale) => texts(locale)('submit_usage'),
  recognise: wordsOf('idea'),
  handle: takeAs('idea'),
});

const supplement = defineCommand({
  name: 'submissions.supplement',
  words: ['补充'],
  alias: 'supplement',
  who: 'member',
  match: 'whole',
  args: z.string(),
  help: (locale) => texts(locale)('supplement_help'),
  usage: (locale) => texts(locale)('supplement_usage'),
  recognise: (text) => {
    const rest = /^补充(?:到)?\s*(社[\s\S]+)$/u.exec(text.trim())?.[1];
    return rest !== undefined && takeLabel(rest) ? rest : null;
  },
  async handle(context, rest) {
    const t = texts(context.locale);
    const named = takeLabel(rest);
    const submission = await findTarget(context, named?.number ?? null);
    if (submission) await supplementSubmission(context, submission, named ? named.rest : rest);
    else await context.reply(named ? t('no_such', { label: labelOf(named.number) }) : t('supplement_usage'));
  },
});

const takeBack = defineCommand({
  name: 'submissions.withdraw',
  words: ['撤回', '撤回信息'],
  alias: 'withdraw',
  who: 'member',
  match: 'whole',
  args: optionalLabel,
  help: (locale) => texts(locale)('withdraw_help'),
  usage: (locale) => texts(locale)('withdraw_usage'),
  recognise: labelAfter('撤回'),
  handle: withdraw,
});

const list = defineCommand({
  name: 'submissions.list',
  words: ['信息列表', '社情民意列表', '社情民意信息列表', '信息清单'],
  alias: 'list',
  showFirst: true,
  who: editors,
  match: 'whole',
  args: z
    .string()
    .transform((rest) => rest.normalize('NFKC').trim())
    .pipe(z.string().regex(/^(?:第?\s*\d{0,4}\s*页?)$/u))
    .transform((rest) => Math.max(1, Number(/\d+/u.exec(rest)?.[0] ?? 1))),
  help: (locale) => texts(locale)('list_help'),
  usage: (locale) => texts(locale)('list_usage'),
  recognise: (text) => /^信息列表\s*(第?\s*\d{1,4}\s*页?)$/u.exec(text.normalize('NFKC').trim())?.[1] ?? null,
  handle: showList,
});

const view = defineCommand({
  name: 'submissions.view',
  words: ['查看', '查看信息'],
  alias: 'view',
  who: 'member',
  match: 'whole',
  args: optionalLabel,
  help: (locale) => texts(locale)('view_help'),
  usage: (locale) => texts(locale)('view_usage'),
  recognise: (text) =>
    labelAfter('查看|看看|看')(text) ?? (/^社\s*[-－—–]?\s*[\d０-９]{1,7}$/u.test(text.trim()) ? text.trim() : null),
  handle: showSubmission,
});

const adoption = defineCommand({
  name: 'submissions.adopt',
  words: ['采用', '标记采用'],
  alias: 'adopt',
  who: recorders,
  match: 'whole',
  args: z.string().transform((rest, refusal) => {
    if (rest.trim() === '') return { number: null, adopter: '' };
    const news = readAdoption(rest);
    if (news) return news;
    refusal.addIssue({ code: 'custom', message: 'no label' });
    return z.NEVER;
  }),
  help: (locale) => texts(locale)('adopt_help'),
  usage: (locale) => texts(locale)('adopt_usage'),
  recognise: recogniseAdoption,
  handle: adopt,
});

/** What can be said about submissions. */
export const submissionCommands: readonly Command[] = [
  submit,
  report,
  passOn,
  idea,
  supplement,
  takeBack,
  view,
  list,
  adoption,
];
