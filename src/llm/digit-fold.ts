/** A text in a form that number patterns can read, with the way back to the original. */
export interface DigitFold {
  /** Half-width and without invisible characters. */
  readonly text: string;
  /** For each position in `text`, and one past its end, the offset in the original. */
  readonly offsets: readonly number[];
}

const invisible = /^[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\u00AD]$/;
const decimal = /^\p{Nd}$/u;
/** Full-width ASCII, and the ideographic space. */
const fullWidth = /^[\uFF01-\uFF5E\u3000]$/;

/** The digit that a character of any script stands for: decimal digits come in runs of ten, each beginning at a zero. */
function decimalValue(character: string): string {
  const folded = character.normalize('NFKC');
  if (/^[0-9]$/.test(folded)) return folded;
  const code = character.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && decimal.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

function fold(character: string): string {
  if (invisible.test(character)) return '';
  if (decimal.test(character)) return decimalValue(character);
  return fullWidth.test(character) ? character.normalize('NFKC') : character;
}

/** Folds full-width and other scripts' digits to ASCII and leaves out invisible characters; offsets stay traceable. */
export function foldDigits(original: string): DigitFold {
  let text = '';
  const offsets: number[] = [];
  let offset = 0;
  for (const character of original) {
    const folded = fold(character);
    for (let index = 0; index < folded.length; index += 1) offsets.push(offset);
    text += folded;
    offset += character.length;
  }
  offsets.push(offset);
  return { text, offsets };
}
