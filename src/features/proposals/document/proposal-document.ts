import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } from 'docx';
import type { Texts } from '../../../chat/locale.ts';
import { shorten } from '../../../lib/text.ts';
import {
  sourceOutcomes,
  type DraftedProposal,
  type DroppedClause,
  type SourceText,
} from '../drafting/drafted-proposal.ts';
import type { zhCN } from '../locales/zh-CN.ts';
import { dayOf, presentOverview } from '../overview.present.ts';
import { texts } from '../texts.ts';
import { sections } from '../verifying/verify-clause.ts';
import { emptySectionKey, faultKeys, outcomeKeys, sectionKeys, type Notice } from '../wording.ts';
import { citeList } from './cite-list.ts';
import { gongwenFooter, gongwenPage, gongwenStyles, styleIds } from './gongwen-styles.ts';

export interface ProposalDocument {
  readonly draft: DraftedProposal;
  readonly method: 'offline' | 'model';
  readonly notice: Notice | null;
  readonly query: string;
  readonly sources: readonly SourceText[];
  /** IANA zone in which days are reckoned. */
  readonly zone: string;
}

type T = Texts<typeof zhCN>;

/** Characters of a submission in the list of sources. */
const excerptLength = 60;

/** Control characters other than tab and line feed, which XML cannot hold. */
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g;
const run = (text: string) =>
  new TextRun(
    text
      .toWellFormed()
      .replace(unprintable, '')
      .replace(/\s*\n\s*/g, ' '),
  );
const body = (text: string) => new Paragraph({ style: styleIds.body, children: [run(text)] });
const mark = (text: string) => new Paragraph({ style: styleIds.mark, children: [run(text)] });
const heading = (text: string, pageBreakBefore = false) =>
  new Paragraph({ heading: HeadingLevel.HEADING_1, pageBreakBefore, children: [run(text)] });

/**
 * The Word file of a draft, laid out after GB/T 9704-2012 and always in Chinese. It opens with the AI label (visible
 * mark after the 人工智能生成合成内容标识办法; the same in the file's properties) and ends with the list of sources.
 * Only text runs: no fields, links or mark-up can come in by members' words. Authors' names are left out.
 */
export async function renderProposal(proposal: ProposalDocument): Promise<Buffer> {
  const t = texts('zh-CN');
  const { draft, method, notice } = proposal;
  const label = t(method === 'model' ? 'labelModel' : 'labelOffline');
  const document = new Document({
    title: draft.title,
    creator: '同心助手',
    description: label,
    styles: gongwenStyles,
    customProperties: [
      { name: 'AI辅助标识', value: label },
      { name: 'AIAssisted', value: method === 'model' ? 'generated' : 'excerpts' },
    ],
    sections: [
      {
        properties: gongwenPage,
        footers: { default: gongwenFooter() },
        children: [
          mark(label),
          ...(notice === null ? [] : [mark(t('notice', { reason: t(notice) }))]),
          new Paragraph({ style: styleIds.title, children: [run(draft.title)] }),
          ...parts(t, proposal),
          ...appendix(t, proposal),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

function parts(t: T, proposal: ProposalDocument): Paragraph[] {
  return sections.flatMap((section) => {
    const own = proposal.draft.clauses.filter((clause) => clause.section === section);
    const paragraphs = own.map(({ text, cites }) => body(text + t('documentCites', { cites: citeList(t, cites) })));
    if (section === 'matter') paragraphs.unshift(body(overview(t, proposal)));
    else if (own.length === 0) paragraphs.push(body(t(emptySectionKey(section))));
    return [heading(t(sectionKeys[section])), ...paragraphs];
  });
}

function overview(t: T, { query, sources, draft, zone }: ProposalDocument): string {
  const cited = [...draft.outcomes.values()].filter((outcome) => outcome === 'cited').length;
  return presentOverview(t, { query, sources, cited }, zone);
}

const day = (at: Date, zone: string) => dayOf(at, zone, 'zh-CN');

function appendix(t: T, { draft, sources, zone }: ProposalDocument): (Paragraph | Table)[] {
  const outcome = (source: SourceText) => draft.outcomes.get(source.label) ?? 'not_chosen';
  const cited = sources.filter((source) => outcome(source) === 'cited');
  const unused = sources.filter((source) => outcome(source) !== 'cited');
  return [
    heading(t('documentSources'), true),
    sourceTable(t, cited, zone),
    ...(unused.length === 0 ? [] : [heading(t('documentUnused'))]),
    ...sourceOutcomes.flatMap((reason) => {
      const labels = unused.filter((source) => outcome(source) === reason).map(({ label }) => label);
      const line = { reason: t(outcomeKeys[reason]), labels: labels.join(t('listComma')) };
      return labels.length === 0 ? [] : [body(t('documentUnusedLine', line))];
    }),
    ...(draft.dropped.length === 0 ? [] : [heading(t('documentDropped'))]),
    ...droppedLines(t, draft.dropped).map(body),
  ];
}

function sourceTable(t: T, sources: readonly SourceText[], zone: string): Table {
  const row = (cells: readonly string[]) =>
    new TableRow({
      cantSplit: true,
      children: cells.map(
        (text, index) =>
          new TableCell({
            width: { size: [16, 26, 58][index] ?? 0, type: WidthType.PERCENTAGE },
            children: [mark(text)],
          }),
      ),
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      row([t('documentLabelColumn'), t('documentDateColumn'), t('documentExcerptColumn')]),
      ...sources.map(({ label, at, text }) => row([label, day(at, zone), shorten(text, excerptLength)])),
    ],
  });
}

/** How many sentences of a part were dropped, by reason. The sentences themselves stay out: they may hold what nobody said. */
function droppedLines(t: T, dropped: readonly DroppedClause[]): string[] {
  return sections.flatMap((section) => {
    const counts = new Map<string, number>();
    for (const { fault } of dropped.filter((one) => one.section === section)) {
      counts.set(t(faultKeys[fault]), (counts.get(t(faultKeys[fault])) ?? 0) + 1);
    }
    const name = t(sectionKeys[section]).replace(/^.、/, '');
    return [...counts].map(([reason, count]) => t('documentDroppedLine', { section: name, count, reason }));
  });
}
