import type { App } from './app.ts';
import type { Config } from './config.ts';

const lines = {
  'zh-CN': {
    title: '同心助手已启动',
    room: (url: string) => `会员群（网页）：${url}`,
    roomOff: '会员群（网页）：关。设 WEB_ROOM=on 并只监听 127.0.0.1 即可打开',
    telegramOn: (way: string) => `Telegram：开（${way}）`,
    telegramOff: 'Telegram：关。设 TELEGRAM_BOT_TOKEN 即可打开',
    wechatOn: (puppet: string, page: string) => `微信：开（${puppet}），登录和状态：${page}`,
    wechatOff: '微信：关。设 WECHATY_PUPPET 即可打开，请用备用微信号',
    webhook: '推送',
    polling: '轮询',
    modelOn: (model: string) => `大模型：${model}`,
    modelOff: '大模型：关，用自动摘录。设 OPENAI_API_KEY、OPENAI_BASE_URL、OPENAI_MODEL 即可打开',
    queue: (name: string) => `后台任务：${name}`,
    data: (place: string) => `数据：${place}`,
    ownDatabase: '自备 PostgreSQL',
    claim: (code: string) => `认领码：${code}　在会员群里说「绑定 ${code}」，说的人就是秘书（只能用一次）`,
    stop: '按 Ctrl-C 停止',
  },
  en: {
    title: 'Tongxin is running',
    room: (url: string) => `Web room: ${url}`,
    roomOff: 'Web room: off. Set WEB_ROOM=on and listen on 127.0.0.1 to open it',
    telegramOn: (way: string) => `Telegram: on (${way})`,
    telegramOff: 'Telegram: off. Set TELEGRAM_BOT_TOKEN to open it',
    wechatOn: (puppet: string, page: string) => `WeChat: on (${puppet}), login and state: ${page}`,
    wechatOff: 'WeChat: off. Set WECHATY_PUPPET to open it, with a spare account',
    webhook: 'webhook',
    polling: 'polling',
    modelOn: (model: string) => `Model: ${model}`,
    modelOff: 'Model: off, drafts are excerpts. Set OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL to use one',
    queue: (name: string) => `Jobs: ${name}`,
    data: (place: string) => `Data: ${place}`,
    ownDatabase: 'own PostgreSQL',
    claim: (code: string) =>
      `Claim code: ${code}  Say “绑定 ${code}” in the member group; who says it is the secretary (once)`,
    stop: 'Ctrl-C stops it',
  },
} as const;

/** What an operator sees after the start: where the room is, which doors are on, how to open the others. */
export function banner(config: Config, app: App): string {
  const t = lines[config.LOCALE];
  return [
    t.title,
    app.roomUrl ? t.room(app.roomUrl) : t.roomOff,
    config.TELEGRAM_BOT_TOKEN ? t.telegramOn(config.TELEGRAM_WEBHOOK_URL ? t.webhook : t.polling) : t.telegramOff,
    config.WECHATY_PUPPET && app.wechatPage ? t.wechatOn(config.WECHATY_PUPPET, app.wechatPage) : t.wechatOff,
    config.OPENAI_MODEL ? t.modelOn(config.OPENAI_MODEL) : t.modelOff,
    t.queue(config.REDIS_URL ? 'Redis' : 'PostgreSQL'),
    t.data(config.DATABASE_URL ? t.ownDatabase : config.DATA_DIR),
    ...(app.claimCode ? [t.claim(app.claimCode)] : []),
    t.stop,
  ].join('\n  ');
}
