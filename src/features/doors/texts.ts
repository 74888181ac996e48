import { defineTexts } from '../../chat/locale.ts';
import { en } from './locales/en.ts';
import { zhCN } from './locales/zh-CN.ts';

/** What is said about doors. */
export const texts = defineTexts(zhCN, en);
