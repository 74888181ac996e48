import { defineTexts } from '../../src/chat/locale.ts';
import { en } from './locales/en.ts';
import { zhCN } from './locales/zh-CN.ts';

/** What the door to Telegram says by itself. */
export const texts = defineTexts(zhCN, en);
