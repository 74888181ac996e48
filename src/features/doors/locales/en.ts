import type { zhCN } from './zh-CN.ts';

export const en: { readonly [K in keyof typeof zhCN]: string } = {
  help: '通道状态: whether WeChat, Telegram and the web room work now, and what they can do',
  usage: 'Please say “通道状态”.',
  title: 'The doors:',
  door_open: '{platform}: open.',
  door_opening: '{platform}: is being opened.',
  door_away: '{platform}: out of reach since {since}, for {length}. I keep trying; there is nothing to do for you.',
  door_login:
    '{platform}: logged out since {since}, for {length}. Please open {page} on the computer that runs the assistant and scan the code with the phone.',
  ability_works: '  Works: {names}',
  ability_partly: '  In part: {name}. {advice}',
  ability_missing: '  Missing: {name}. {advice}',
  more: 'For what works only in part, and what to do then, say “通道状态” to me in private.',
  comma: ', ',
  or: ' or ',
  minutes: '{minutes} min',
  hours: '{hours} h {minutes} min',
  lost: '{platform} is logged out: since {since} nothing gets to or from its groups. Please open {page} on the computer that runs the assistant and scan the code with the phone. {meanwhile}',
  lost_meanwhile: 'Meanwhile everybody can go on in {others}, and what was missed can be pasted to me.',
  lost_alone: 'After that, what was missed can be pasted to me.',
  back: '{platform} is back after {length}. I may have missed what was said there meanwhile; paste what matters to me.',
};
