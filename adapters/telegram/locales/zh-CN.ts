export const zhCN = {
  'press.slow': '收到，正在办。请稍等，别重复点。',
} as const;
