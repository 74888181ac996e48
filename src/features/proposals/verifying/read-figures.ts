import { foldDigits } from '../../../llm/digit-fold.ts';
import { readDates, type SaidDate } from './read-dates.ts';
import { readQuantities, type Quantity } from './read-quantities.ts';

/** ①, ⑵ and ⒊ number a list. */
const enclosed = /[\u2460-\u249B]/g;
const twins = new Map(
  Array.from('壹贰叁肆伍陆柒捌玖拾佰仟萬億兩貳參陸', (twin, index) => [
    twin,
    '一二三四五六七八九十百千万亿两二三六'[index] ?? twin,
  ]),
);
twins.set('廿', '二十').set('卅', '三十').set('幺', '一');
const plainDigit = (character: string) => twins.get(character) ?? character;

/** One script and one width for all digits. Keeps white space, which separates one figure from the next. */
const foldFigures = (text: string) =>
  foldDigits(text.replace(enclosed, ' ').normalize('NFKC').replace(/./gu, plainDigit)).text.replaceAll('\0', '');

/** Every date and quantity that a text says. */
export function readFigures(text: string): { dates: SaidDate[]; quantities: Quantity[] } {
  const { dates, rest } = readDates(foldFigures(text));
  return { dates, quantities: readQuantities(rest) };
}
