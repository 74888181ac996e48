import type { MemberContext } from '../../chat/handling-context.ts';
import type { StoredActivity } from './activity.store.ts';
import type { Answer } from './read-answer.ts';
import type { Recorded } from './record-answer.ts';
import type { RollState } from './roll.store.ts';
import { texts } from './texts.ts';

interface Outcome {
  answer: Answer;
  recorded: Recorded;
  late: boolean;
  /** The title is said too, so that a guess can be seen. */
  named: boolean;
}

/** The receipt when an answer has changed what stands, and when it stood so already. */
const lines = {
  joined: ['roll_joined', 'roll_same_joined'],
  on_leave: ['roll_on_leave', 'roll_same_on_leave'],
  tentative: ['roll_tentative', 'roll_same_tentative'],
  waiting: ['roll_tentative', 'roll_same_tentative'],
  acknowledged: ['roll_acknowledged', 'roll_acknowledged'],
  none: ['roll_none', 'roll_nothing'],
  attended: ['roll_attended', 'roll_attended'],
} as const satisfies Record<RollState, unknown>;

/** One short line for the person who answered. A reason for leave is never repeated. */
export function presentReceipt(context: MemberContext, activity: StoredActivity, outcome: Outcome): string {
  const t = texts(context.locale);
  const which = outcome.named ? t('which_named', { title: activity.title }) : '';
  const { entry, changed, place } = outcome.recorded;
  const words = { name: context.person.name, which, place, people: entry.guests + 1 };
  const [afresh, again] = lines[entry.state];
  const first = entry.state === 'joined' && entry.guests > 0 ? 'roll_joined_guests' : afresh;
  return t(changed ? first : again, words) + (outcome.late ? t('roll_late') : '');
}
