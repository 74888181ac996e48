import { kinds, type Content } from './read-content.ts';
import { findNode, readXml, wordsAt } from './read-xml.ts';

/** How clients tell of it, in the languages that a phone in a Chinese office may be set to. */
const note =
  /^(?:你|您|["“「].{1,60}["”」])\s*(?:撤回了一条消息|收回了一則訊息|has recalled a message\.?)$|^You recalled a message\.?$/;

const bareId = /^[\w@-]{1,100}$/;

/** True for words that only tell that something was taken back, without saying what. */
export const isRecallNote = (text: string): boolean => note.test(text.trim());

/**
 * Ids under which the message may be known that a note of WeChat says was taken back, likelier first: from the note's
 * XML, or, as some puppets put it, the words themselves. XML that a person typed takes nothing back.
 */
export function recalledIds(content: Content, kind: number): readonly string[] {
  if (content.isTyped) return [];
  const revoked = findNode(readXml(content.text), 'sysmsg', 'revokemsg');
  const ids = revoked === undefined ? [] : [wordsAt(revoked, 'newmsgid'), wordsAt(revoked, 'msgid')];
  const words = revoked === undefined && kind === kinds.recalled ? [content.text] : [];
  return [...ids, ...words].map((each) => each.trim()).filter((each) => bareId.test(each) && each !== '0');
}
