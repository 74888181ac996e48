import type { Locale } from '../../chat/locale.ts';
import type { OutboundBody } from '../../chat/message.ts';
import { momentOf } from '../activities/index.ts';
import { countVotes } from './count-votes.ts';
import type { StoredPoll } from './poll.store.ts';
import { texts } from './texts.ts';
import type { Ballot } from './vote.store.ts';

/** In whose language and zone something is said. */
export interface Reader {
  locale: Locale;
  zone: string;
}

const numbered = (options: readonly string[]) => options.map((option, index) => `${index + 1}. ${option}`);

/** The question with what has to be known about it; at most 250 characters, see OutboundPoll. */
function askedQuestion({ question, several, closesAt }: StoredPoll, reader: Reader): string {
  const t = texts(reader.locale);
  const until = closesAt ? [t('until', { until: momentOf(closesAt, reader) })] : [];
  const notes = [...(several ? [t('several')] : []), ...until];
  return notes.length === 0 ? question : t('noted', { question, notes: notes.join(t('comma')) });
}

const details = (poll: StoredPoll, reader: Reader) =>
  [askedQuestion(poll, reader), ...numbered(poll.options)].join('\n');

/** What is checked before anybody is asked. */
export function presentPreview(poll: StoredPoll, reader: Reader): OutboundBody {
  const t = texts(reader.locale);
  const end = poll.closesAt ? [] : [t('preview_no_end')];
  return {
    text: [t('preview_title'), details(poll, reader), ...end, t('preview_next')].join('\n'),
    buttons: [
      [
        { label: t('button_confirm'), action: `poll:${poll.id}:confirm` },
        { label: t('button_drop'), action: `poll:${poll.id}:drop` },
      ],
    ],
  };
}

/** What became of a preview. */
export type Settled = 'asked' | 'changed' | 'dropped';

/** A preview that is decided on: no buttons, and a word about what became of it. */
export function presentSettled(poll: StoredPoll, became: Settled, reader: Reader): OutboundBody {
  const t = texts(reader.locale);
  return { text: t('settled', { became: t(`settled_${became}`), details: details(poll, reader) }) };
}

/** The question to a group: a native poll, or a button for each option. */
export function presentPoll(poll: StoredPoll, reader: Reader): OutboundBody {
  const { id, options, several } = poll;
  return {
    title: texts(reader.locale)('title'),
    text: askedQuestion(poll, reader),
    poll: { options, several },
    buttons: options.map((label, index) => [{ label, action: `vote:${id}:${index + 1}` }]),
  };
}

const votesOf = (poll: StoredPoll, ballots: readonly Ballot[], { locale }: Reader) => {
  const { votes } = countVotes(poll.options, ballots);
  return numbered(poll.options).map((option, index) =>
    texts(locale)('result_line', { option, count: votes[index] ?? 0 }),
  );
};

/** Who has not voted is a number, never a name. How many could is known only while it runs, and at its end. */
function turnout(poll: StoredPoll, ballots: readonly Ballot[], { locale }: Reader): string {
  const { voters, members } = countVotes(poll.options, ballots);
  const t = texts(locale);
  return poll.state === 'open' ? t('turnout', { voters, members }) : t('turnout_past', { voters });
}

/** How it stands, or how it ended. */
export function presentResult(poll: StoredPoll, ballots: readonly Ballot[], reader: Reader): string {
  const t = texts(reader.locale);
  const { question } = poll;
  const heading = poll.state === 'open' ? t('result_open', { question }) : t('result_closed', { question });
  return [heading, ...votesOf(poll, ballots, reader), turnout(poll, ballots, reader)].join('\n');
}

/** For secretaries, in private. */
export function presentNames(poll: StoredPoll, ballots: readonly Ballot[], reader: Reader): string {
  const t = texts(reader.locale);
  const names = (those: (ballot: Ballot) => boolean) =>
    ballots
      .filter(those)
      .map(({ name }) => name)
      .join(t('list_comma')) || t('nobody');
  const lines = numbered(poll.options).map((option, index) =>
    t('names_line', { option, names: names(({ options }) => options.includes(index)) }),
  );
  const silent = t('names_silent', { names: names(({ options }) => options.length === 0) });
  return [t('names_title', { question: poll.question }), ...lines, silent].join('\n');
}

/** The question as it stands after its end, where messages can be changed. */
export function presentClosedPoll(poll: StoredPoll, reader: Reader): OutboundBody {
  const t = texts(reader.locale);
  return { title: t('title'), text: t('closed_question', { question: poll.question }), closed: true };
}

/** What each group is told at the end. */
export function presentEnd(poll: StoredPoll, ballots: readonly Ballot[], reader: Reader): OutboundBody {
  const t = texts(reader.locale);
  const { voters, members } = countVotes(poll.options, ballots);
  const lines = [poll.question, ...votesOf(poll, ballots, reader), t('turnout', { voters, members })];
  return { title: t('end_title'), text: lines.join('\n') };
}
