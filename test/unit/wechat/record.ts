import type { WechatMessage, WechatPayload } from '../../../adapters/wechat/payload-schema.ts';

export const at = Date.UTC(2026, 10, 4, 8);
export const room = { id: '21700000001@chatroom', topic: '第三支部会员群' };
export const zhang = { id: 'wxid_zhangsan001', name: '张三' };
export const bot = { id: 'wxid_tongxin0001', name: '同心助手' };

/** The record of something that 张三 said in the room. */
export function said(message: Partial<WechatMessage>, record: Partial<WechatPayload> = {}): WechatPayload {
  return {
    kind: 'said',
    bot,
    room,
    talker: zhang,
    message: { id: '4482117376572170921', type: 7, text: '', at, mentions: [], ...message },
    receivedAt: at + 900,
    ...record,
  };
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** WeChat's XML of what apps and cards send; `inner` is XML. */
export const appmsg = (title: string, type: number, inner = ''): string =>
  `<?xml version="1.0"?>\n<msg><appmsg appid="" sdkver="0"><title>${escape(title)}</title><type>${type}</type>${inner}</appmsg></msg>`;

export interface Row {
  author: string;
  text: string;
}

/** A native list: its title, and the XML with the places of the rows in it. */
export function nativeList(heading: string, rows: readonly Row[]): { title: string; xml: string } {
  let title = `${heading}\n`;
  const items = rows.map(({ author, text }, index) => {
    title += `\n${index + 1}. `;
    const item = `<i><u>${author}</u><h>0</h><s>.</s><t>${1793750000 + index}</t><r>${title.length}-${text.length}</r></i>`;
    title += text;
    return item;
  });
  const list = `<solitaire><tt>0-${heading.length}</tt><ex>0-0</ex><tl>0-0</tl><s>.</s><au>${rows[0]?.author ?? ''}</au><hrt>1</hrt><loss>0</loss><content><s>${rows.length}</s>${items.join('')}</content></solitaire>`;
  const inner = `<extinfo><solitaire_info>${escape(list)}</solitaire_info></extinfo>`;
  return { title, xml: appmsg(title, 53, inner) };
}
