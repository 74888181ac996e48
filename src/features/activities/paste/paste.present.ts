import type { Locale } from '../../../chat/locale.ts';
import type { OutboundBody } from '../../../chat/message.ts';
import { shorten } from '../../../lib/text.ts';
import { momentOf, type Reader } from '../activity.present.ts';
import type { StoredActivity } from '../activity.store.ts';
import { texts } from '../texts.ts';
import type { PastePlan, PlannedEntry } from './paste-plan.ts';

/** What would change, for the secretary alone. */
export interface PastePreview {
  activity: StoredActivity;
  inboxId: bigint;
  plan: PastePlan;
  /** Those of the plan's entries that change something. */
  changes: readonly PlannedEntry[];
}

const headings = {
  attended: 'paste_attended',
  joined: 'paste_joined',
  waiting: 'paste_waiting',
  tentative: 'paste_tentative',
  on_leave: 'paste_on_leave',
  none: 'paste_cancelled',
} as const;
const states = ['attended', 'joined', 'waiting', 'tentative', 'on_leave', 'none'] as const;

function nameOf({ name, guests, note }: PlannedEntry, locale: Locale): string {
  const t = texts(locale);
  const withGuests = guests > 0 ? t('roll_guests', { name, people: guests + 1 }) : name;
  return note === '' ? withGuests : t('roll_reason', { name: withGuests, reason: shorten(note, 20) });
}

/** Everything that would change, what would not, and what could not be read; with a way to say yes or no. */
export function presentPaste({ activity, inboxId, plan, changes }: PastePreview, reader: Reader): OutboundBody {
  const t = texts(reader.locale);
  const same = plan.entries.length - changes.length;
  const lines = states.flatMap((state) => {
    const those = changes.filter((entry) => entry.state === state);
    const names = those.map((entry) => nameOf(entry, reader.locale)).join('、');
    return those.length === 0 ? [] : [t(headings[state], { count: those.length, names })];
  });
  const list = (key: 'paste_twice' | 'paste_absent' | 'paste_observers' | 'paste_unknown', names: readonly string[]) =>
    names.length === 0
      ? []
      : [t(key, { count: names.length, names: names.map((name) => shorten(name, 20)).join('、') })];
  return {
    text: [
      t('paste_preview', { title: activity.title, when: momentOf(activity.startsAt, reader) }),
      ...lines,
      ...(same > 0 ? [t('paste_same_lines', { count: same })] : []),
      ...list('paste_twice', plan.twice),
      ...list('paste_absent', plan.absent),
      ...list('paste_observers', plan.observers),
      ...list('paste_unknown', plan.unknown),
      t(changes.some(({ state }) => state === 'attended') ? 'paste_ask_points' : 'paste_ask'),
    ].join('\n'),
    buttons: [
      [
        { label: t('button_paste_yes'), action: `paste:${inboxId}:yes` },
        { label: t('button_paste_no'), action: `paste:${inboxId}:no` },
      ],
    ],
  };
}
