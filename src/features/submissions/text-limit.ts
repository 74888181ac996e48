import { countCharacters } from '../../lib/text.ts';

/** Most characters of one submission or supplement. Far above the usual 1,500, so only a pasted book is sent back. */
export const longestText = 20_000;

/** Counted as people count; a shorter text in UTF-16 units need not be counted. */
export const isTooLong = (text: string) => text.length > longestText && countCharacters(text) > longestText;
