import { defineTexts } from './locale.ts';
import { en } from './locales/en.ts';
import { zhCN } from './locales/zh-CN.ts';

/** What the conversation itself says, whatever the feature. */
export const texts = defineTexts(zhCN, en);
