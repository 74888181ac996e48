import { foldText } from '../../lib/text.ts';
import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';
import type { ConversationId } from '../conversation-id.ts';

interface SentRow {
  messageId: string;
  title: string | null;
  text: string;
  mergeLine: string | null;
}

/** So many of the last messages of a conversation are compared: nobody scrolls further up to quote. */
const mostCompared = 300;
/** Fewer characters from the middle of a text could be anybody's. */
const shortestMiddle = 12;

/** Doors set headings and spaces off differently, and cut quotations with dots. */
const bare = (words: string) => foldText(words).replace(/[\s\p{P}\p{S}]+/gu, '');

/** A long message leaves in pieces: what begins with the words may stand in its middle. */
function says(row: SentRow, words: string): boolean {
  const whole = bare(`${row.title ?? ''}${row.text}`);
  if (whole === '') return false;
  if (whole.startsWith(words) || words.startsWith(whole)) return true;
  if (row.mergeLine !== null && words.startsWith(bare(row.mergeLine))) return true;
  return words.length >= shortestMiddle && whole.includes(words);
}

/** Platform id of the latest message of the bot there that begins with these words; null = they are a person's. */
export async function sentWithWords(tx: Tx, conversation: ConversationId, quoted: string): Promise<string | null> {
  const words = bare(quoted);
  if (words === '') return null;
  const rows = await client(tx).$queryRaw<SentRow[]>`
    SELECT "platformMessageId" AS "messageId", body->>'title' AS title, body->>'text' AS text, "mergeLine"
    FROM "OutboxMessage"
    WHERE conversation = ${conversation} AND "platformMessageId" IS NOT NULL AND NOT body ? 'reaction'
    ORDER BY id DESC LIMIT ${mostCompared}`;
  return rows.find((row) => says(row, words))?.messageId ?? null;
}
