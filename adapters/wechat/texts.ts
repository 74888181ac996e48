import { defineTexts } from '../../src/chat/locale.ts';
import { en } from './locales/en.ts';
import { zhCN } from './locales/zh-CN.ts';

/** What the door to WeChat says itself: its login page, and what a puppet can do. */
export const wechatTexts = defineTexts(zhCN, en);
export type WechatTexts = ReturnType<typeof wechatTexts>;
