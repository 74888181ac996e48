import { readNumeral } from './read-numeral.ts';
import { mostPoints } from './scheme.ts';

export interface Gift {
  name: string;
  points: number;
  reason: string;
}

/** Longest reason, in UTF-16 units. */
export const longestReason = 200;

export type GiftReading =
  | { ok: true; gift: Gift }
  | { ok: false; fault: 'amount' }
  | { ok: false; fault: 'range' | 'negative'; name: string }
  | { ok: false; fault: 'reason' | 'long'; name: string; points: number };

/** A word of the text and where it ends. */
type Word = { word: string; end: number };

const signs = '[+＋\\-−－]?';
/** 5, 5分, ＋５分主持 (the reason glued on), 五分, 五; a glued reason after a bare number is not told from it. */
const amountWord = new RegExp(`^(${signs}[\\d０-９.．]+(?:[eE]\\d+)?|[零〇一二两三四五六七八九十百]+)(分?)$`, 'u');
const gluedReason = new RegExp(`^(${signs}[\\d０-９.．]+|[零〇一二两三四五六七八九十百]+)分(?=.)`, 'u');
const gluedName = new RegExp(`^(\\D+?)(${signs}[\\d０-９]+)(分?)$`, 'u');

function amountIn({ word, end }: Word): { amount: number; end: number } | null {
  const bare = amountWord.exec(word)?.[1];
  const glued = bare === undefined ? gluedReason.exec(word) : null;
  const amount = readNumeral(bare ?? glued?.[1] ?? '');
  if (amount === null) return null;
  return { amount, end: glued ? end - word.length + glued[0].length : end };
}

/** Where name and amount are: «张三 5», «张三+5分», «5分 张三», «John Smith 5». */
function findAmount(words: readonly Word[]): { name: string; amount: number; end: number } | null {
  const [first, second] = words;
  if (!first) return null;
  const glued = gluedName.exec(first.word);
  const gluedAmount = readNumeral(glued?.[2] ?? '');
  if (glued?.[1] && gluedAmount !== null) {
    return { name: glued[1].replace(/加$/u, ''), amount: gluedAmount, end: first.end };
  }
  const swapped = amountIn(first);
  if (swapped && second && amountIn(second) === null) {
    return { name: second.word, amount: swapped.amount, end: second.end };
  }
  for (const [index, word] of words.slice(1, 4).entries()) {
    const found = amountIn(word);
    const name = words.slice(0, index + 1).map((one) => one.word);
    if (found) return { name: name.join(' ').replace(/加$/u, ''), ...found };
  }
  return null;
}

/** Reads what follows 加分: whom, how many, why. Full-width and Chinese numerals count; the reason stays as written. */
export function readGift(text: string): GiftReading {
  const words = Array.from(text.matchAll(/[^\s,，、;；:：]+/gu), (match) => ({
    word: match[0],
    end: match.index + match[0].length,
  }));
  const found = findAmount(words);
  if (!found) return { ok: false, fault: 'amount' };
  const { name, amount, end } = found;
  if (amount < 0) return { ok: false, fault: 'negative', name };
  if (!Number.isInteger(amount) || amount < 1 || amount > mostPoints) return { ok: false, fault: 'range', name };
  const reason = text
    .slice(end)
    .replace(/^[\s,，、;；:：。]+|\s+$/gu, '')
    .replace(/^(?:原因|因为)[是:：\s]*/u, '');
  if (reason === '') return { ok: false, fault: 'reason', name, points: amount };
  if (reason.length > longestReason) return { ok: false, fault: 'long', name, points: amount };
  return { ok: true, gift: { name, points: amount, reason } };
}

/** Finds «给张三加5分，主持学习会» and gives it in the order of 加分; null = something else. */
export function recogniseGift(text: string): string | null {
  const match = /^给\s*([^\s,，。]{1,20}?)\s*加\s*([\d０-９]{1,4}|[一二两三四五六七八九十百]{1,4})\s*分(.*)$/su.exec(
    text.trim(),
  );
  return match ? `${match[1]} ${match[2]}分 ${match[3] ?? ''}` : null;
}
