import { newlySent, type Progress } from './replay-progress.ts';
import type { Tally } from './replay-room.ts';
import type { CliTexts } from '../texts.ts';

export interface ReplayOutcome {
  file: string;
  room: string;
  /** Those of them that an earlier run had sent. */
  sentBefore: number;
  progress: Progress;
  /** The unit at the end; null when it could not be read. */
  after: Tally | null;
  /** Messages of this replay that the bot has answered. */
  answered: number;
  sentMs: number;
  totalMs: number;
  /** Where all refused rows are listed. */
  place: string;
}

const mostShown = 20;
const seconds = (ms: number) => (ms / 1000).toFixed(1);

/** What a replay came to, line by line. */
export function summaryLines(outcome: ReplayOutcome, t: CliTexts): string[] {
  const { progress, after, file, room, sentBefore, sentMs, totalMs } = outcome;
  const sent = progress.sent.size;
  const expected = newlySent(progress);
  const gained = after && progress.before ? difference(after, progress.before) : null;
  const rate = sentMs > 0 ? (((sent - sentBefore) * 1000) / sentMs).toFixed(1) : '0';
  return [
    t('replay.done', { file, room }),
    t('replay.sum.sent', { sent, before: sentBefore }),
    gained ? t('replay.sum.received', { received: gained.submissions }) : t('replay.sum.received_unknown'),
    t('replay.sum.refused', { refused: progress.refused.length }),
    ...refusedLines(outcome, t),
    ...(gained ? [t('replay.sum.points', { points: gained.points })] : []),
    t('replay.sum.time', { seconds: seconds(sentMs), rate, total: seconds(totalMs) }),
    ...(gained ? openLines(gained.submissions, expected, outcome.answered, t) : []),
  ];
}

/** What was sent and is no submission: answered as a repetition, or not handled yet. */
function openLines(received: number, expected: number, answered: number, t: CliTexts): string[] {
  const unanswered = Math.max(0, expected - Math.max(answered, received));
  const repeated = Math.max(0, expected - received - unanswered);
  return [
    ...(repeated > 0 ? [t('replay.sum.repeated', { repeated })] : []),
    ...(unanswered > 0 ? [t('replay.sum.unsettled', { missing: unanswered })] : []),
  ];
}

const difference = (after: Tally, before: Tally): Tally => ({
  submissions: after.submissions - before.submissions,
  points: after.points - before.points,
});

function refusedLines({ progress, place }: ReplayOutcome, t: CliTexts): string[] {
  const rows = progress.refused.toSorted((a, b) => a.line - b.line);
  const lines = rows.slice(0, mostShown).map((row) => t('replay.sum.refused_row', row));
  const more = rows.length - lines.length;
  return more > 0 ? [...lines, t('replay.sum.refused_more', { more, file: place })] : lines;
}
