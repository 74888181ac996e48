import type { ReadingState } from '../../chat/reading-state.ts';
import { foldText } from '../../lib/text.ts';
import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';
import type { PrismaClient } from '../../storage/generated/prisma/client.ts';
import { labelOf } from './label.ts';

/** A submission as drafting takes it up. */
export interface DraftMaterial {
  id: number;
  number: number;
  label: string;
  authorName: string;
  unitName: string;
  /** The author's words with what was added later, a line each. */
  text: string;
  at: Date;
}

/** A pattern for LIKE that finds the word as it stands, whatever signs are in it. */
const containing = (word: string) => `%${foldText(word).replace(/[\\%_]/g, '\\$&')}%`;

/**
 * The unit's standing submissions whose words contain all of `words`, or else any of them, newest first. Compared after
 * NFKC and in lower case. No words = none.
 */
export async function findForDraft(
  tx: Tx,
  { unitId, words }: { unitId: number; words: readonly string[] },
): Promise<DraftMaterial[]> {
  const patterns = words.filter((word) => foldText(word) !== '').map(containing);
  if (patterns.length === 0) return [];
  const rows = await client(tx).$queryRaw<(Omit<DraftMaterial, 'label'> & { all: boolean })[]>`
    WITH standing AS (
      SELECT s.id, s.number, s.at, s."authorId", s."unitId",
             s.text || coalesce(E'\n' || string_agg(e.text, E'\n' ORDER BY e.id), '') AS text
      FROM "Submission" s
      LEFT JOIN "SubmissionEvent" e ON e."submissionId" = s.id AND e.kind = 'supplemented' AND e.text <> ''
      WHERE s."unitId" = ${unitId} AND s.state <> 'withdrawn'
      GROUP BY s.id
    ), folded AS MATERIALIZED (
      SELECT *, lower(normalize(text, NFKC)) AS words FROM standing
    )
    SELECT f.id, f.number, m.name AS "authorName", u.name AS "unitName", f.text, f.at,
           f.words LIKE ALL (${patterns}::text[]) AS "all"
    FROM folded f
    JOIN "Member" m ON m.id = f."authorId"
    JOIN "Unit" u ON u.id = f."unitId"
    WHERE f.words LIKE ANY (${patterns}::text[])
    ORDER BY f.number DESC`;
  const best = rows.some(({ all }) => all) ? rows.filter(({ all }) => all) : rows;
  return best.map(({ id, number, authorName, unitName, text, at }) => ({
    id,
    number,
    label: labelOf(number),
    authorName,
    unitName,
    text,
    at,
  }));
}

/** A unit's submissions for readers outside, by number. text holds what was added later, too; state: received, adopted or withdrawn. */
export async function submissionRows(prisma: PrismaClient, unitId: number): ReturnType<ReadingState['submissions']> {
  const rows = await prisma.submission.findMany({
    where: { unitId },
    orderBy: { number: 'asc' },
    include: {
      author: { select: { name: true } },
      events: { where: { kind: 'supplemented', text: { not: '' } }, orderBy: { id: 'asc' }, select: { text: true } },
    },
  });
  return rows.map(({ number, author, text, events, state, at }) => ({
    number: labelOf(number),
    author: author.name,
    text: [text, ...events.map((event) => event.text)].join('\n'),
    state,
    at: at.toISOString(),
  }));
}
