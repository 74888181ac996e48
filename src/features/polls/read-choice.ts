import { foldText } from '../../lib/text.ts';
import { readNumber } from '../../lib/chinese-number.ts';
import { bare } from './read-poll.ts';

/** What a member chose, counted from 0; none = taken back. */
export interface Choice {
  options: readonly number[];
}

export interface ChoiceReading {
  options: readonly string[];
  several: boolean;
  /** The answer quotes the question or is said in private: then a bare number or an option's own words do. */
  quoted: boolean;
  /** The speaker's name, which may stand before the answer. */
  speaker: string;
}

/** Longest answer, in UTF-16 units beyond the options' own. */
const longest = 60;

const verb = /^(?:我)?(?:选择|选|投给|投票给|投)\s*[:：]?\s*/u;
const takenBack = /^(?:不投了|不选了|撤回投票|收回投票|撤回我的投票|取消我的投票)$/u;
const number = /^(?:第|选项)?(\d{1,2}|[零一二两三四五六七八九十]{1,3})(?:个|项|号|条)?$/u;
const letter = /^([a-j])$/u;

/** A choice said with its verb: 选周五, 投1. It may be one even where it cannot be read. */
export const saysChoice = (text: string): boolean => verb.test(foldText(text));

/**
 * Reads a choice: 选周五下午, 投1; quoting the question also 1, 周五下午, or 1和3 where several may be chosen. An option
 * may be shortened as long as it is the only one meant. Whatever else is said is null, and the bot keeps silent.
 */
export function readChoice(text: string, reading: ChoiceReading): Choice | null {
  const { options, several, quoted, speaker } = reading;
  if (text.length > longest + options.reduce((sum, option) => sum + option.length, 0)) return null;
  const said = withoutName(foldText(text).replace(/[。.!！~～]+$/u, ''), speaker);
  if (quoted && takenBack.test(bare(said))) return { options: [] };
  const words = said.replace(verb, '');
  if (words === said && !quoted) return null;
  const one = optionOf(words, options);
  if (one !== null) return { options: [one] };
  if (!several) return null;
  const parts = words.split(/\s*(?:和|跟|与|及|[、,，;；/+&]|\s)\s*(?:我?选)?/u).filter((part) => part !== '');
  const found = parts.map((part) => optionOf(part, options));
  const chosen = found.filter((index) => index !== null);
  return parts.length > 1 && chosen.length === found.length ? { options: inOrder(chosen) } : null;
}

/** Each once, in the order of the options. */
export const inOrder = (options: readonly number[]): number[] => [...new Set(options)].toSorted((a, b) => a - b);

function withoutName(said: string, speaker: string): string {
  const name = foldText(speaker);
  return name !== '' && said.startsWith(name) ? said.slice(name.length).replace(/^[\s:：,，]+/u, '') : said;
}

/** The one option that a few words name, by number or by its own words. An option that is itself a number goes first. */
function optionOf(words: string, options: readonly string[]): number | null {
  const wanted = bare(words);
  if (wanted === '') return null;
  const exact = options.findIndex((option) => bare(option) === wanted);
  if (exact >= 0) return exact;
  const counted = readNumber(number.exec(wanted)?.[1] ?? '') ?? lettered(wanted);
  if (counted !== null) return counted >= 1 && counted <= options.length ? counted - 1 : null;
  const near = options.flatMap((option, index) => (wanted.length > 1 && bare(option).includes(wanted) ? [index] : []));
  return near.length === 1 ? (near[0] ?? null) : null;
}

const lettered = (wanted: string): number | null => {
  const found = letter.exec(wanted)?.[1];
  return found === undefined ? null : found.charCodeAt(0) - 'a'.charCodeAt(0) + 1;
};
