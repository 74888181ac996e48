import { types } from 'wechaty';
import type { WechatWorld, WorldFile, WorldPerson, WorldRoom } from './world.ts';

/** What a person does on the phone, in a room or, without one, in private with the bot. */
export const mention = (world: WechatWorld, from: WorldPerson, room: WorldRoom, text: string): string =>
  world.say({ from, room, text: `@${world.botName}\u2005${text}`, mentions: [world.botId] });

/** Quotes as wechaty's puppets give them: in words. */
export const quote = (
  world: WechatWorld,
  {
    from,
    room,
    speaker,
    quoted,
    text,
  }: { from: WorldPerson; room: WorldRoom; speaker: string; quoted: string; text: string },
): string => world.say({ from, room, text: `「${speaker}：${quoted}」\n- - - - - - - - - - - - - - -\n${text}` });

export const sendFile = (world: WechatWorld, from: WorldPerson, file: WorldFile, room?: WorldRoom): string =>
  world.say({
    from,
    room,
    text: file.name,
    type: types.Message.Attachment,
    file,
    raw: { FileSize: String(file.bytes.length) },
  });

export const recall = (
  world: WechatWorld,
  from: WorldPerson,
  room: WorldRoom | undefined,
  messageId: string,
): string => {
  const revoked = `<sysmsg type="revokemsg"><revokemsg><session>${room?.id ?? from.id}</session><msgid>1041</msgid><newmsgid>${messageId}</newmsgid><replacemsg><![CDATA["${from.name}" 撤回了一条消息]]></replacemsg></revokemsg></sysmsg>`;
  return world.say({
    from,
    room,
    text: revoked,
    type: types.Message.Recalled,
    raw: { content: revoked, msgType: 10_002 },
  });
};

/** A native relay list whose rows were written by these people, one each. */
export function relay(
  world: WechatWorld,
  {
    from,
    room,
    title,
    rows,
  }: { from: WorldPerson; room: WorldRoom; title: string; rows: readonly { by: string; text: string }[] },
): string {
  let text = `#接龙\n${title}\n`;
  const entries = rows.map((row, index) => {
    const head = `\n${index + 1}. `;
    const start = text.length + head.length;
    text += head + row.text;
    return `<i><u>${row.by}</u><h>0</h><s>.</s><t>${1_795_000_000 + index}</t><r>${start}-${row.text.length}</r></i>`;
  });
  const list = `<solitaire><tt>4-${title.length}</tt><s>.</s><au>${from.id}</au><hrt>1</hrt><loss>0</loss><content><s>${rows.length}</s>${entries.join('')}</content></solitaire>`;
  const content = `<msg><appmsg><title>${text}</title><type>53</type><extinfo><solitaire_info><![CDATA[${list}]]></solitaire_info></extinfo></appmsg></msg>`;
  return world.say({ from, room, text, type: types.Message.GroupNote, raw: { content, msgType: 49 } });
}

/** WeChat itself says that the account sends too often: in a room, with nobody as the speaker. */
export const warn = (world: WechatWorld, room: WorldRoom): string =>
  world.say({ room, text: '操作过于频繁，请稍后再试', type: types.Message.Unknown, raw: { msgType: 10_000 } });
