import { readNumber } from '../../lib/chinese-number.ts';
import { foldText } from '../../lib/text.ts';

/** 2, 第二个, 2.: a number of a list that was shown. null = something else. */
export const readWhich = (text: string): number | null => readNumber(foldText(text).replace(/^第|[个条.。]$/gu, ''));
