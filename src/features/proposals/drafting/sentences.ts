import type { Section } from '../verifying/verify-clause.ts';
import { partAtTurns } from './clause-words.ts';
import { readBody } from './read-body.ts';

/** Where a sentence can go; 案由 is chosen from the situation. */
export type SentenceSection = Exclude<Section, 'matter'>;

/** A stretch of a submission, byte for byte. */
export interface Sentence {
  readonly text: string;
  readonly section: SentenceSection;
}

/** Longer ones are parted at commas, so that a clause stays readable; what has no comma either is not used. */
const longest = 160;
const shortest = 6;
/** Where a submission has no longer one, and for a part of a sentence. */
const shortestPart = 4;

const sentence = /[^。！？!?；;\n]+[。！？!?；;]*[”」』）)]*/g;
const listMark =
  /^\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}(?:[、．]|\.(?!\d)))\s*/;
const greeting = /^(?:尊敬的|您好|你好|各位领导|领导您?好|谢谢|感谢|此致|敬礼|顺祝|盼复|望回复|请回复)/;

/** A line that only names the part that follows it, such as 三、建议： */
const heading =
  /^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]?)?\s*(?:存在的?|主要|具体|有关|相关|几点|意见及|对策)*(问题|情况|现状|背景|原因|成因|建议|对策|诉求)(?:与问题|分析|及分析|和建议|如下)?\s*[:：]?\s*$/;
const label = /^\s*(问题|情况|现状|原因|原因分析|建议|诉求)\s*[:：]\s*/;

const asks =
  /建议|希望|恳请|呼吁|诉求|盼望|应当|应该|应(?=[加尽当由予建设明及立严增])|[恳请]求|(?<![申聘邀约宴])请(?![假问示客柬帖])|望(?=领导|政府|有关|相关|尽快|予以)/;
const explains = /由于|因为|导致|主要是|原因|根源|究其|归因|症结/;

const partOf = (word: string | undefined): SentenceSection => {
  if (word === undefined) return 'situation';
  if (/原因|成因/.test(word)) return 'cause';
  return /建议|对策|诉求/.test(word) ? 'suggestion' : 'situation';
};

function sectionOf(text: string, under: SentenceSection | null): SentenceSection {
  if (under !== null && under !== 'situation') return under;
  if (asks.test(text)) return 'suggestion';
  return explains.test(text) ? 'cause' : 'situation';
}

/** Parts an overlong sentence at its commas. Every part is a stretch of the original. */
function part(text: string): string[] {
  if (text.length <= longest) return [text];
  const parts: string[] = [];
  let current = '';
  for (const piece of text.match(/[^，,、]+[，,、]*/g) ?? []) {
    if (current !== '' && current.length + piece.length > longest) {
      parts.push(current);
      current = '';
    }
    current += piece;
  }
  return [...parts, current].filter((one) => one.length <= longest * 2);
}

/**
 * The sentences of a submission with the part of a proposal each belongs to, by cue words and by the headings the author
 * used; one that turns to a wish or a reason is parted there. Every text is a substring of the original. Titles,
 * greetings and scraps are left out.
 */
export function readSentences(text: string): Sentence[] {
  const found = readAll(readBody(text));
  const whole = found.filter(({ text: one, isPart }) => countLetters(one) >= (isPart ? shortestPart : shortest));
  return (whole.length > 0 ? whole : found).map(({ text: one, section }) => ({ text: one, section }));
}

function readAll(lines: readonly string[]): (Sentence & { isPart: boolean })[] {
  const found: (Sentence & { isPart: boolean })[] = [];
  let under: SentenceSection | null = null;
  for (const line of lines) {
    const named = heading.exec(line);
    if (named) {
      under = partOf(named[1]);
      continue;
    }
    for (const [whole] of line.matchAll(sentence)) {
      const unmarked = whole.replace(listMark, '');
      const labelled = label.exec(unmarked);
      if (labelled) under = partOf(labelled[1]);
      const place = under;
      const parts = partAtTurns(unmarked.replace(label, '').trim(), (one) => sectionOf(one, place));
      for (const piece of parts.flatMap(part)) {
        const section = sectionOf(piece, place);
        if (isUsable(piece)) found.push({ text: piece.trim(), section, isPart: parts.length > 1 });
      }
    }
  }
  return found;
}

const countLetters = (text: string) => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

const isUsable = (text: string) =>
  countLetters(text) >= shortestPart && !(greeting.test(text.trim()) && text.length < 20);
