import type { Locale } from '../../chat/locale.ts';
import type { OutboundBody, OutboundFile } from '../../chat/message.ts';
import { shorten } from '../../lib/text.ts';
import { wallTime } from '../../lib/zoned-time.ts';
import type { KeptFile } from './attachment.store.ts';
import { labelOf } from './label.ts';
import type { Submission } from './submission.store.ts';
import { texts } from './texts.ts';

export interface Reader {
  locale: Locale;
  zone: string;
}

const dayOf = (at: Date, { locale, zone }: Reader) =>
  wallTime(at, zone).toLocaleString(locale, { month: 'short', day: 'numeric' });

const momentOf = (at: Date, { locale, zone }: Reader) =>
  wallTime(at, zone).toLocaleString(locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });

/** The first words, on one line. */
const firstWords = (text: string) => shorten(text.replace(/\s+/gu, ' ').trim(), 24);

const partsOf = (submission: Submission, reader: Reader) => ({
  label: labelOf(submission.number),
  author: submission.authorName,
  day: dayOf(submission.at, reader),
  words: firstWords(submission.text),
});

export function presentChoices(own: readonly Submission[], reader: Reader): string {
  const t = texts(reader.locale);
  const lines = own.map((one, index) => t('which_line', { number: index + 1, ...partsOf(one, reader) }));
  return [t('which_to_withdraw'), ...lines].join('\n');
}

function listLine(submission: Submission, reader: Reader): string {
  const t = texts(reader.locale);
  const parts = partsOf(submission, reader);
  if (submission.state === 'withdrawn') return t('list_line_withdrawn', parts);
  if (submission.state === 'adopted') return t('list_line_marked', { ...parts, state: t('state_adopted') });
  return t('list_line', parts);
}

export interface ListPage {
  rows: readonly Submission[];
  count: number;
  page: number;
  pages: number;
}

export function presentList(list: ListPage, reader: Reader): string {
  const t = texts(reader.locale);
  if (list.count === 0) return t('list_none');
  const [first] = list.rows;
  if (!first) return t('list_no_page', list);
  const label = labelOf(first.number);
  const end = list.page < list.pages ? t('list_more', { label, page: list.page + 1 }) : t('list_end', { label });
  return [t('list_title', list), ...list.rows.map((row) => listLine(row, reader)), end].join('\n');
}

export interface FullSubmission {
  submission: Submission;
  supplements: readonly { text: string; at: Date }[];
  adopters: readonly string[];
  files: readonly KeptFile[];
}

const sendable = (file: KeptFile): OutboundFile[] =>
  file.sha256 === null ? [] : [{ name: file.name, type: file.type, size: file.size, sha256: file.sha256 }];

/** The whole text with what was added, and the files that are at hand. */
export function presentSubmission(full: FullSubmission, reader: Reader): OutboundBody {
  const t = texts(reader.locale);
  const { submission, supplements, adopters, files } = full;
  const at = momentOf(submission.at, reader);
  const list = (items: readonly string[]) => items.join(reader.locale === 'zh-CN' ? '、' : ', ');
  const lines = [
    t('view_head', { ...partsOf(submission, reader), at }),
    submission.text,
    ...supplements.map((one) => t('view_supplement', { at: momentOf(one.at, reader), text: one.text })),
    ...(files.length > 0 ? [t('view_files', { names: list(files.map(({ name }) => name)) })] : []),
    ...(adopters.length > 0 ? [t('view_adopted', { adopters: list(adopters) })] : []),
    ...(submission.state === 'withdrawn' ? [t('view_withdrawn')] : []),
  ];
  return { text: lines.join('\n'), files: files.flatMap(sendable) };
}
