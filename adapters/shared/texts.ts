import { defineTexts } from '../../src/chat/locale.ts';
import { en } from './locales/en.ts';
import { zhCN } from './locales/zh-CN.ts';

/** What HTTP requests are answered with when they are refused. */
export const httpTexts = defineTexts(zhCN, en);
export type HttpTexts = ReturnType<typeof httpTexts>;
