import { createHash } from 'node:crypto';
import QRCode from 'qrcode';
import type { DoorAbility } from '../../../src/chat/chat-adapter.ts';
import type { Locale } from '../../../src/chat/locale.ts';
import { securityHeaders } from '../../shared/security-headers.ts';
import { wechatTexts } from '../texts.ts';

/** What the page shows, also as JSON. */
export interface PageState {
  /** As in LoginState.phase. */
  state: 'shut' | 'silent' | 'scan' | 'scanned' | 'in' | 'out';
  /** What to do now, in the reader's language. */
  message: string;
  /** What else has to be known. */
  notices: readonly string[];
  /** What the code to be scanned says. */
  code: string | null;
  abilities: readonly DoorAbility[];
}

const style = `
body { margin: 0 auto; max-width: 34rem; padding: 1rem; font: 1.125rem/1.7 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; color: #1c1c1c; background: #fafaf7; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
.message { font-size: 1.25rem; } .notice { padding: .5rem .75rem; background: #fff3d6; border-left: .25rem solid #b36b00; }
.code svg { display: block; width: 100%; max-width: 22rem; height: auto; margin: 1rem auto; background: #fff; }
ul { list-style: none; padding: 0; } li { padding: .5rem 0; border-top: 1px solid #ddd; }
li b { float: right; font-weight: 600; } .works b { color: #14652f; } .partly b { color: #8a5200; } .missing b { color: #a32020; }
li p { margin: .25rem 0 0; color: #555; }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #1d1d1b; } li { border-color: #444; } li p { color: #bbb; } .notice { background: #4a3a14; } .works b { color: #7fd39a; } .partly b { color: #f0b45a; } .missing b { color: #ff9a9a; } }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** The page's one style stands in it, so it is allowed by its digest. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': `${securityHeaders['content-security-policy']}; style-src 'sha256-${styleHash}'`,
  'cache-control': 'no-store',
};

/** Seconds until the page looks again. */
const refresh = { soon: 3, later: 30 } as const;

/** A page of its own: nothing else is loaded, and it refreshes itself without a script. */
export async function renderPage(state: PageState, locale: Locale): Promise<string> {
  const t = wechatTexts(locale);
  const word = { works: t('page.works'), partly: t('page.partly'), missing: t('page.missing') };
  const code = state.code === null ? '' : await QRCode.toString(state.code, { type: 'svg', margin: 2 });
  const abilities = state.abilities.map(
    ({ name, state: how, advice }) =>
      `<li class="${how}"><b>${escape(word[how])}</b>${escape(name)}${advice === '' ? '' : `<p>${escape(advice)}</p>`}</li>`,
  );
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${state.state === 'in' ? refresh.later : refresh.soon}">
<title>${escape(t('page.title'))}</title>
<style>${style}</style>
</head>
<body>
<h1>${escape(t('page.title'))}</h1>
<p class="message" role="status">${escape(state.message)}</p>
${state.notices.map((notice) => `<p class="notice">${escape(notice)}</p>`).join('\n')}
<div class="code">${code}</div>
<h2>${escape(t('page.abilities'))}</h2>
<ul>
${abilities.join('\n')}
</ul>
<p>${escape(t('page.terms'))}</p>
</body>
</html>
`;
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);

/** The code for a terminal, small enough for 80 columns. The margin has to be even: two rows share a line. */
export const renderTerminalCode = (code: string): Promise<string> =>
  QRCode.toString(code, { type: 'utf8', errorCorrectionLevel: 'L', margin: 2 });
