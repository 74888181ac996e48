export const zhCN = {
  'press.slow': '收到，正在办。请稍等，别重复点。',
  'privacy.name': '听到群里没有叫助手的话',
  'privacy.advice':
    '现在只听得到 @助手、回复助手和斜杠命令的话。请群主把助手设为群管理员；或在 @BotFather 用 /setprivacy 关闭隐私模式，再把助手移出群、重新请进来。',
} as const;
