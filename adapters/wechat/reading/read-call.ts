import { isBotName, readMention } from '../../shared/mention.ts';
import { plainWords } from './plain-text.ts';

/** Whom a text may call. */
export interface Callee {
  /** Names of our account: its own, and the one it has in this room. */
  names: readonly string[];
  /** The puppet says that our account is mentioned. */
  isMentioned: boolean;
}

/** What clients write for everybody; it calls nobody in particular. */
const everybody: ReadonlySet<string> = new Set(['所有人', '所有成员', 'all', 'All', 'everyone']);

/** A mention from a phone: the name is all that stands between @ and U+2005, spaces too. */
const exact = /[@＠]([^@＠\n\u2005]{1,60})\u2005/g;

/** Behind a name that was typed, or mentioned on a computer. */
const end = '(?=$|[\\s\\u2005，,：:、。！!？?])';
const behind = /^[\s\u2005，,：:、。！!]+/;

/**
 * Whether the words call the bot, and the words without the call at their beginning. Mentions end in U+2005 from a
 * phone and in a space from a computer (or in nothing, typed by hand), and name our account or the name it has in the
 * room, which may hold spaces.
 */
export function readCall(said: string, callee: Callee): { text: string; mentionsBot: boolean } {
  const { text, mentionsBot } = takeCall(said, callee);
  return { text: plainWords(text), mentionsBot };
}

function takeCall(text: string, { names, isMentioned }: Callee): { text: string; mentionsBot: boolean } {
  const words = text.trimStart();
  const ours = (name: string) => isBotName(name.trim()) || names.includes(name.trim());
  const mentioned = [...words.matchAll(exact)].map(([whole, name = '']) => ({ whole, name }));
  const [leading] = mentioned;
  const leads = leading !== undefined && words.startsWith(leading.whole);
  const calls = isMentioned || mentioned.some(({ name }) => ours(name)) || names.some((name) => isCalled(words, name));
  if (leads && (ours(leading.name) || isAlias(leading.name, mentioned.length, { names, isMentioned }))) {
    return { text: words.slice(leading.whole.length).replace(behind, ''), mentionsBot: true };
  }
  // Whoever else a phone mentions first may begin with a name of ours: @助手小王.
  if (leads) return { text: words, mentionsBot: calls };
  const own = names.find((name) => isCalled(words, name, '^'));
  if (own !== undefined) return { text: words.slice(own.length + 1).replace(behind, ''), mentionsBot: true };
  const general = readMention(words);
  return { text: general.text, mentionsBot: general.mentionsBot || calls };
}

/** The only one who is mentioned is us, under a name we do not know: that is what the puppet says. */
const isAlias = (name: string, count: number, { isMentioned }: Callee) =>
  isMentioned && count === 1 && !everybody.has(name.trim());

function isCalled(words: string, name: string, from: '' | '^' = ''): boolean {
  if (name.trim() === '') return false;
  const literal = name.trim().replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`${from}[@＠]${literal}${end}`, 'u').test(words);
}
