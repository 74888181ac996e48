import type { Tx } from '../../lib/tx.ts';
import type { AlbumPart } from '../handling-context.ts';
import type { InboundMessage } from '../message.ts';
import { albumRows, type AlbumRow } from './album.store.ts';
import type { InboxRow } from './inbox.store.ts';

/** A part without words is looked at so often, two seconds apart, before it goes on alone. */
const mostLooks = 3;

/** One message to handle, and the inbox rows that are handled with it. */
export interface Taken {
  row: InboxRow;
  message: InboundMessage;
  also: readonly bigint[];
  album: AlbumPart | null;
}

/** What to do about a part of an album. later: its words are not there yet. with: it shares the fate of that row. */
export type Gathered =
  ({ kind: 'take' } & Taken) | { kind: 'later' } | { kind: 'gone' } | { kind: 'with'; row: AlbumRow };

interface Part {
  row: AlbumRow;
  message: InboundMessage;
}

/** Says something by itself: has words, calls the bot, or quotes a message. */
const speaks = ({ message }: Part) =>
  message.text !== '' || message.mentionsBot || message.replyTo !== undefined || message.quotedText !== undefined;
const hasWords = ({ message }: Part) => message.text !== '';
const isPending = ({ row }: Part) => row.state === 'pending';

/**
 * A platform sends each picture of an album as a message of its own, the words with one of them, in any order and perhaps
 * seconds apart. Whichever part comes first, the part with the words is handled once, with the files of all that are
 * there; those that come later add theirs to what came of it.
 */
export async function gatherAlbum(
  tx: Tx,
  row: InboxRow,
  parse: (payload: unknown) => InboundMessage | null,
): Promise<Gathered> {
  const parts = partsOf(await albumRows(tx, row), parse);
  const self = parts.find((part) => part.row.id === row.id);
  if (!self) return { kind: 'gone' };
  const pending = parts.filter(isPending);
  const settled = parts.filter((part) => !isPending(part) && speaks(part));
  const lead =
    (hasWords(self) ? self : pending.find(hasWords)) ?? (settled.length > 0 ? undefined : pending.find(speaks));
  if (lead?.row.held) return { kind: 'later' };
  if (lead) return take(row, lead, pending, { lead: lead.row.id, late: false, files: 0 });
  const before = settled.find(hasWords) ?? settled[0];
  if (before && before.row.state !== 'done') return { kind: 'with', row: before.row };
  if (before) return take(row, self, pending, { lead: before.row.id, late: true, files: filesBefore(parts) });
  // Its wordless companions have been answered already.
  if (parts.some((part) => part.row.state === 'done')) return { kind: 'gone' };
  if (row.looks < mostLooks) return { kind: 'later' };
  return take(row, self, pending, { lead: row.id, late: false, files: 0 });
}

/** Edits are messages about a part, and no parts; what was nothing to the bot has no content left. */
function partsOf(rows: readonly AlbumRow[], parse: (payload: unknown) => InboundMessage | null): Part[] {
  return rows.flatMap((row) => {
    const message = row.payload === null ? null : parse(row.payload);
    return message?.event === 'message' && message.editVersion === 0 ? [{ row, message }] : [];
  });
}

const filesBefore = (parts: readonly Part[]) =>
  parts.filter((part) => part.row.state === 'done').reduce((sum, { message }) => sum + message.files.length, 0);

/** `main` with the files of all waiting parts without words of their own, in the order of the album. */
function take(row: InboxRow, main: Part, pending: readonly Part[], album: AlbumPart): Gathered {
  const others = pending.filter((part) => part !== main && !hasWords(part));
  const files = [main, ...others].toSorted(inOrder).flatMap(({ message }) => message.files);
  return {
    kind: 'take',
    row: { ...row, id: main.row.id, payload: main.row.payload, attempts: main.row.attempts },
    message: { ...main.message, files },
    also: others.map((part) => part.row.id),
    album: { ...album, files: album.files + files.length },
  };
}

const inOrder = (a: Part, b: Part) => a.message.messageId.localeCompare(b.message.messageId, 'en', { numeric: true });
