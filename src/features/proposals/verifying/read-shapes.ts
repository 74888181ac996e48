import { multiplierOf, readChineseNumber } from '../../../lib/chinese-number.ts';
import { boundOf, measureOf, type Bound } from './quantity-words.ts';

/** A number with what it counts. */
export interface Quantity {
  /** A figure, or the writing itself where it is a name (PM2.5, A2) or cannot be read as one number. */
  readonly value: string;
  /** Canonical measure word, `%`, `frac` or ''; `ord:…` for 第…. */
  readonly unit: string;
  readonly bound: Bound;
}

const chinese = '[零〇一二两三四五六七八九十百千万亿]+';
export const figure = `[0-9]+(?:\\.[0-9]+)?[十百千万亿]*|${chinese}`;
export const boundBefore =
  '不超过|不高于|不多于|不少于|不低于|不足|不到|少于|低于|小于|至多|最多|超过|高于|大于|多于|至少|最少|将近|接近|大约|大概|好几|超|逾|近|约|上(?=[百千万])|几(?=[十百千万亿])|数(?=[十百千万亿])';
export const boundAfter = '以上|以下|以内|之内|左右|上下|开外|之多';
/** Rounded to what a person could have meant. */
export const written = (value: number) => String(Number(value.toPrecision(12)));

/**
 * Words that say how many or when without a numeral. Nothing is computed from them: a source has to say the same word.
 */
const wordsOfMeasure =
  /(绝大多数|大多数|多数|少数|大半|多半|过半|半数|普遍|翻[一两几]?番|翻倍|成倍|倍增|俩|仨|去年|前年|今年|明年|上个?月|本月|下个?月|上个?周|本周|下个?周|昨[天日晚夜]|前天|今[天日晚]|明[天日])/g;

/** Shapes that are a whole of their own: percentages, fractions, clock times. */
export const shapes: readonly { pattern: RegExp; read: (...groups: string[]) => Quantity | null }[] = [
  {
    pattern: new RegExp(`(${boundBefore})?百分之(${figure})([多余])?(${boundAfter})?`, 'g'),
    read: (pre = '', value = '', post, end) => percent(readFigure(value), pre, post, end),
  },
  {
    pattern: new RegExp(`(${boundBefore})?([0-9]+(?:\\.[0-9]+)?)%([多余])?(${boundAfter})?`, 'g'),
    read: (pre = '', value = '', post, end) => percent(Number(value), pre, post, end),
  },
  {
    pattern: new RegExp(
      `(${boundBefore})?([一二两三四五六七八九]|[0-9])成(?![立为功员果本品长年人])([多余])?(${boundAfter})?`,
      'g',
    ),
    read: (pre = '', value = '', post, end) => percent((readFigure(value) ?? 0) * 10, pre, post, end),
  },
  {
    pattern: new RegExp(`(${figure})分之(${figure})`, 'g'),
    read: (below = '', above = '') => ({ value: `${readFigure(above)}/${readFigure(below)}`, unit: 'frac', bound: '' }),
  },
  {
    pattern: /(?<![0-9/])([0-9]{1,3})\/([0-9]{1,3})(?![0-9/])/g,
    read: (above = '', below = '') => ({ value: `${above}/${below}`, unit: 'frac', bound: '' }),
  },
  { pattern: /(?<![0-9])([0-9]{1,2}):([0-9]{2})(?![0-9])/g, read: (hour = '', minute = '') => clock(hour, minute) },
  {
    pattern: new RegExp(`(${figure})[点时](${figure})分(?!贝)`, 'g'),
    read: (hour = '', minute = '') => clock(hour, minute),
  },
  { pattern: new RegExp(`(${figure})[点时]半`, 'g'), read: (hour = '') => clock(hour, '30') },
  { pattern: /半年/g, read: () => ({ value: '6', unit: '个月', bound: '' }) },
  {
    pattern: /半(?:个)?(小时|钟头|天|日|月|学期)/g,
    read: (unit = '') => ({ value: '0.5', unit: unit === '月' ? '个月' : (measureOf(unit) ?? unit), bound: '' }),
  },
  {
    pattern: /(?<![0-9一二两三四五六七八九十半])(?:周|星期|礼拜)([一二三四五六日天末])(?![次个回趟人])/g,
    read: (name = '') => ({ value: name === '天' ? '日' : name, unit: 'weekday', bound: '' }),
  },
  { pattern: wordsOfMeasure, read: (word = '') => ({ value: word, unit: 'word', bound: '' }) },
  { pattern: /一半(?=以上|左右)?/g, read: () => ({ value: '1/2', unit: 'frac', bound: '' }) },
];

/** A figure in either writing: 1.5万, 一万五千. null = no single number. */
export function readFigure(figureText: string): number | null {
  const digits = /^([0-9.]+)([十百千万亿]*)$/.exec(figureText);
  if (digits) return Number(digits[1]) * multiplierOf(digits[2] ?? '');
  return readChineseNumber(figureText);
}

function percent(value: number | null, ...words: (string | undefined)[]): Quantity | null {
  return value === null ? null : { value: written(value), unit: '%', bound: words.map(boundOf).find(Boolean) ?? '' };
}

function clock(hour: string, minute: string): Quantity | null {
  const [h, m] = [readFigure(hour), readFigure(minute)];
  return h === null || m === null ? null : { value: `${h}:${String(m).padStart(2, '0')}`, unit: 'clock', bound: '' };
}
