/** What WeChat says to somebody who sends too fast; there is no number for it but wechat4u's 1205. */
const warnings = [
  '(?:你|您)?(?:的)?(?:账号|帐号)?(?:发送)?(?:消息|信息)?(?:发送)?(?:过于|太过?|过度)频繁',
  '(?:你|您)?(?:的)?操作(?:过于|太过?|过度)?频繁',
  "You(?:\\s+are|[’']re)? (?:sending|operating)[\\w ]* too (?:often|frequently|fast)",
  'operations? (?:is|are )?too frequent',
];
/** What follows it. */
const advice =
  '(?:[，,。.;；!！\\s]*(?:请|可)?(?:稍后|稍候|稍等|过一会儿?|明天)(?:再(?:试|发|操作|发送))?|[，,.;]?\\s*(?:please )?try again later)?';
const whole = new RegExp(`^(?:系统提示|提示)?[:：\\s]*(?:${warnings.join('|')})${advice}[。.!！\\s]*$`, 'i');
const within = new RegExp(warnings.join('|'), 'i');

/** A warning is one short line; somebody who tells of one says more than it. */
const longest = 60;

/**
 * Whether these words, all of them, are WeChat's warning that our account sends too fast: 「操作过于频繁，请稍后再试」.
 * A sentence that quotes it is none. Ask only for words of the system, anybody can type them.
 */
export function isRateWarning(text: string): boolean {
  const words = text.trim();
  return words.length <= longest && whole.test(words);
}

/** The same for the message of an error, where it stands among a puppet's own words. */
export const tellsOfRate = (message: string): boolean => within.test(message.slice(0, 2000));
