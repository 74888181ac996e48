import { expect, it } from 'vitest';
import { platformName } from '../../../src/features/members/members.present.ts';

it.each([
  ['web', '网页会员群'],
  ['telegram', 'Telegram'],
  ['wechat', '微信'],
  ['telegram-123', 'Telegram'],
  ['carrier-pigeon', 'carrier'],
  ['feishu', 'feishu'],
  ['constructor', 'constructor'],
])('%s is called %s', (platform, name) => {
  expect(platformName(platform, 'zh-CN')).toBe(name);
});
