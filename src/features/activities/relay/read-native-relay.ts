import type { NativeRelay } from '../../../chat/message.ts';
import { missingNumbers, type RelayList } from './read-relay-list.ts';
import { readRow } from './read-relay-row.ts';
import type { RosterNames } from './roster-names.ts';

const mostRows = 500;

/** A relay list from the platform's own data: rows are numbered as they stand, with who wrote each and when. */
export function nativeRelayList({ title, example, tail, entries }: NativeRelay, names: RosterNames): RelayList {
  const rows = entries.slice(0, mostRows).flatMap(({ author, at, text }, index) =>
    text.trim() === ''
      ? []
      : readRow(index + 1, text, names).map((row) => ({
          ...row,
          ...(author === null ? {} : { author }),
          ...(at === null ? {} : { at }),
        })),
  );
  const heading = title.replaceAll(/[#＃](?:接[龙龍]|group note)/giu, ' ').trim();
  return { title: heading, example, tail, rows, missing: missingNumbers(rows), marked: true };
}
