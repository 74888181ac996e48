import { foldDigits } from './digit-fold.ts';
import { isBankCardNumber, isIdentityNumber } from './check-digits.ts';

export type PersonalDataKind = 'identity' | 'bank_card' | 'mobile' | 'landline' | 'email';

/** Where personal data stands in a text, in UTF-16 offsets. */
export interface PersonalData {
  readonly kind: PersonalDataKind;
  readonly start: number;
  readonly end: number;
}

interface Rule {
  readonly kind: PersonalDataKind;
  readonly pattern: RegExp;
  /** A last look at what the pattern found, separators taken out. */
  readonly accepts?: (bare: string, whole: string) => boolean;
}

/** What people put between the digits of one number. A line break is not among it: a list of figures is no number. */
const gap = '[ \\t\\u00A0.·•_/()（）\\-‐‑‒–—―−~～]';
const before = '(?<![0-9])';
const after = '(?![0-9])';
const endsInDate = /(?:19|20)\d{2}[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])$/;

/** Longest first, so that no part of an identity or card number is taken for a telephone. */
const rules: readonly Rule[] = [
  { kind: 'email', pattern: /[A-Za-z0-9][\w.+%-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/g },
  {
    kind: 'identity',
    pattern: new RegExp(`${before}[1-9](?:${gap}{0,2}[0-9]){16}${gap}{0,2}[0-9Xx](?![0-9A-Za-z])`, 'g'),
    accepts: isIdentityNumber,
  },
  {
    kind: 'bank_card',
    pattern: new RegExp(`${before}[3-69](?:[ \\u00A0-]?[0-9]){15,18}${after}`, 'g'),
    accepts: isBankCardNumber,
  },
  { kind: 'identity', pattern: new RegExp(`${before}[1-9][0-9]{14}${after}`, 'g'), accepts: isIdentityNumber },
  {
    kind: 'mobile',
    pattern: new RegExp(
      `(?:(?<![0-9])(?:\\+|00)?\\(?86\\)?${gap}{0,2}|(?<![0-9])0?)1[3-9][0-9](?:${gap}{0,3}[0-9]){8}${after}`,
      'g',
    ),
    accepts: (_, whole) => !endsInDate.test(whole),
  },
  { kind: 'mobile', pattern: new RegExp(`${before}1(${gap})[3-9](?:\\1[0-9]){9}${after}`, 'g') },
  {
    kind: 'landline',
    pattern: new RegExp(
      `${before}(?:\\(0(?:10|2[0-9]|[3-9][0-9]{2})\\)|0(?:10|2[0-9]|[3-9][0-9]{2}))${gap}{0,2}[2-9][0-9]{2,3}[ -]?[0-9]{4}${after}`,
      'g',
    ),
  },
  {
    kind: 'landline',
    pattern: /(?<=(?:电话|座机|固话|传真|致电|拨打)[:号 ]{0,3})[2-8][0-9]{2,3}[ -]?[0-9]{4}(?![0-9])/g,
  },
];

const chineseDigits = new Map(Array.from('零一二三四五六七八九').map((digit, value) => [digit, String(value)]));
for (const [twin, value] of [
  ['〇', '0'],
  ['幺', '1'],
  ['两', '2'],
] as const) {
  chineseDigits.set(twin, value);
}

/** A telephone number spelt out, 一三八…: only runs of exactly eleven, so that years and figures stay. */
const spelt =
  /(?<![零〇一二两三四五六七八九幺])[一幺][三四五六七八九][零〇一二两三四五六七八九幺]{9}(?![零〇一二两三四五六七八九幺])/g;

const readSpelt = (text: string) =>
  text.replace(spelt, (run) =>
    Array.from(run)
      .map((digit) => chineseDigits.get(digit) ?? digit)
      .join(''),
  );

/**
 * Finds mobile and landline numbers, identity and bank card numbers and e-mail addresses, in order and without overlaps.
 * Full-width digits, separators, +86 and invisible characters in between make no difference. Order numbers, document
 * numbers, dates and numbers masked with * are none of these. Pure.
 */
export function findPersonalData(original: string): PersonalData[] {
  const { text, offsets } = foldDigits(original);
  const folded = readSpelt(text);
  const found: PersonalData[] = [];
  for (const { kind, pattern, accepts } of rules) {
    for (const match of folded.matchAll(pattern)) {
      const whole = match[0];
      const bare = whole.replaceAll(new RegExp(gap, 'g'), '');
      if (accepts && !accepts(bare, whole)) continue;
      const start = offsets[match.index] ?? 0;
      const end = offsets[match.index + whole.length] ?? original.length;
      if (found.every((other) => end <= other.start || start >= other.end)) found.push({ kind, start, end });
    }
  }
  return found.toSorted((a, b) => a.start - b.start);
}

const placeholders: Record<PersonalDataKind, string> = {
  identity: '〔身份证号〕',
  bank_card: '〔银行卡号〕',
  mobile: '〔手机号〕',
  landline: '〔电话号码〕',
  email: '〔电子邮箱〕',
};

/** Puts a placeholder such as 〔手机号〕 in the place of personal data; everything else stays byte for byte. Idempotent. */
export function redact(original: string): string {
  let text = '';
  let at = 0;
  for (const { kind, start, end } of findPersonalData(original)) {
    text += original.slice(at, start) + placeholders[kind];
    at = end;
  }
  return text + original.slice(at);
}
