import { defineTexts } from '../chat/locale.ts';
import { en } from './locales/en.ts';
import { zhCN } from './locales/zh-CN.ts';

/** What the tools say. */
export const cliTexts = defineTexts(zhCN, en);
export type CliTexts = ReturnType<typeof cliTexts>;
