import type { OutboundBody } from '../../chat/message.ts';
import type { Locale } from '../../chat/locale.ts';
import type { UntoldReminder } from './reminder-step.store.ts';
import { texts } from './texts.ts';

/** Most lines of one list; nobody reads more. */
const most = 8;

/** Reminders that did not leave, and what the secretary can do. */
export function presentUntold(reminders: readonly UntoldReminder[], locale: Locale): OutboundBody {
  const t = texts(locale);
  const missed = reminders.filter(({ state }) => state === 'missed');
  const failed = reminders.filter(({ state }) => state === 'failed');
  const parts = [
    ...(missed.length > 0 ? [t('untold_missed', { count: missed.length }), ...linesOf(missed, locale)] : []),
    ...(failed.length > 0 ? [t('untold_failed', { count: failed.length }), ...linesOf(failed, locale)] : []),
    t('untold_cure'),
  ];
  return { text: parts.join('\n') };
}

function linesOf(reminders: readonly UntoldReminder[], locale: Locale): string[] {
  const t = texts(locale);
  const lines = reminders
    .slice(0, most)
    .map(({ number, title, kind }) => t('untold_line', { number, title, step: t(`step_${kind}`) }));
  return reminders.length > most ? [...lines, t('untold_more', { count: reminders.length - most })] : lines;
}
