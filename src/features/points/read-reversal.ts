import { readNumeral } from './read-numeral.ts';

export interface ReversalWish {
  name: string;
  /** Place in the list of newest entries, from 1; null = show the list first. */
  number: number | null;
  reason: string;
}

const gap = '[\\s,，、:：。.]';

/** Reads an answer to the list: «1 记错了人», «第一条，重复», «2». null = no number in front. */
export function readPick(text: string): { number: number; reason: string } | null {
  const pattern = `^\\s*(第?)([\\d０-９]{1,2}|[一二三四五六七八九十])([条笔个]?)(?:${gap}+|$)(.*)$`;
  const match = new RegExp(pattern, 'su').exec(text);
  const number = readNumeral(match?.[2] ?? '');
  return number === null || number < 1 ? null : { number, reason: (match?.[4] ?? '').trim() };
}

/** Reads what follows 冲正: «张三», «张三 1 记错了人», «张三第1条，重复». null = no name. */
export function readReversal(text: string): ReversalWish | null {
  const match = new RegExp(`^(.+?)(?:${gap}+|(?=第[\\d０-９一二三四五六七八九十]))(.*)$`, 'su').exec(text.trim());
  const pick = match ? readPick(match[2] ?? '') : null;
  if (match?.[1] && pick) return { name: match[1], ...pick };
  const name = text.trim();
  return name === '' || name.length > 30 || name.includes('\n') ? null : { name, number: null, reason: '' };
}

/** Words that agree, or that call it off. */
export const agrees = (text: string) => /^(?:确认|确定|是的?|对的?|好的?|yes|ok)[。！!]?$/iu.test(text.trim());
export const callsOff = (text: string) => /^(?:算了|取消|不用了|不冲了|不办了?|不了?|no)[。！!]?$/iu.test(text.trim());
