import { agrees, callsOff, readPick } from './read-reversal.ts';

/** What was asked: one entry or several of a member, with the reason when it is known already. */
export interface AskedEntries {
  name: string;
  entryIds: readonly number[];
  reason: string;
}

/** number: place in the list, from 1; 0 = leave it. */
export interface EntryAnswer {
  number: number;
  reason: string;
}

/** «冲正 张三 1 记错了人» said to the open list means the same as «1 记错了人». */
const withoutCommand = (text: string, name: string) => {
  const said = text.trim().replace(/^冲正\s*/u, '');
  return said.startsWith(name) ? said.slice(name.length) : said;
};

/** Reads an answer to the list of entries. After one was picked, any words are its reason. */
export function readWhichEntry(text: string, asked: AskedEntries): EntryAnswer | null {
  if (callsOff(text)) return { number: 0, reason: '' };
  const single = asked.entryIds.length === 1;
  if (single && asked.reason !== '' && agrees(text)) return { number: 1, reason: asked.reason };
  const picked = readPick(withoutCommand(text, asked.name));
  if (picked) return { number: picked.number, reason: picked.reason || asked.reason };
  if (!single || asked.reason !== '' || text.startsWith('冲正')) return null;
  const reason = text.trim();
  return reason === '' || reason.length > 200 ? null : { number: 1, reason };
}
