import { defineTexts, type Texts } from '../../chat/locale.ts';
import { en } from './locales/en.ts';
import { zhCN } from './locales/zh-CN.ts';

/** What activities say. */
export const texts = defineTexts(zhCN, en);
export type ActivityTexts = Texts<typeof zhCN>;
