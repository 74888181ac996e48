const digits = new Map(Array.from('零一二三四五六七八九', (sign, value) => [sign, value]));
digits.set('〇', 0).set('两', 2);

/** Reads Chinese numerals up to 999, such as 五, 十二, 一百零五. null = no numeral. */
function readChinese(text: string): number | null {
  const match = /^(?:([一二两三四五六七八九])百)?零?(?:([一二三四五六七八九]?)十)?([零〇一二两三四五六七八九]?)$/u.exec(
    text,
  );
  if (!match || text === '') return null;
  const [, hundreds = '', tens, ones = ''] = match;
  const ten = tens === undefined ? 0 : tens === '' ? 10 : (digits.get(tens) ?? 0) * 10;
  return (digits.get(hundreds) ?? 0) * 100 + ten + (digits.get(ones) ?? 0);
}

/** Reads a number as people write it: 5, ５, +5, -3, 1.5, 1e9, 五, 十二. null = none; the caller decides what it allows. */
export function readNumeral(text: string): number | null {
  const folded = text.normalize('NFKC').trim();
  if (/^[+\-−]?\d{1,15}(?:\.\d{1,15})?(?:e\d{1,3})?$/iu.test(folded)) return Number(folded.replace('−', '-'));
  return readChinese(folded);
}
