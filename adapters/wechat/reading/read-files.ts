import type { InboundFile } from '../../../src/chat/message.ts';
import { cleanText } from '../../../src/lib/text.ts';
import { kinds } from './read-content.ts';
import type { WechatMessage } from '../payload-schema.ts';
import { wordsAt, type XmlNode } from './read-xml.ts';

/** Kind of message, what its file is called when nobody says, and its media type. */
const withFile = [
  { kind: kinds.image, name: '图片', ending: 'jpg', type: 'image/jpeg' },
  { kind: kinds.video, name: '视频', ending: 'mp4', type: 'video/mp4' },
  { kind: kinds.audio, name: '语音', ending: 'silk', type: 'audio/silk' },
  { kind: kinds.attachment, name: '文件', ending: 'dat', type: 'application/octet-stream' },
] as const;

/** Media types of what members send, by the ending of the name: WeChat tells none. */
const byEnding: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  txt: 'text/plain',
  csv: 'text/csv',
  zip: 'application/zip',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  mp4: 'video/mp4',
  mp3: 'audio/mpeg',
  amr: 'audio/amr',
};

/** The file of a message of that kind; WeChat still has it, and gives it for the message's id. */
export function readFile(message: WechatMessage, kind: number, appmsg?: XmlNode): InboundFile[] {
  const known = withFile.find((each) => each.kind === kind);
  if (!known) return [];
  const title = kind === kinds.attachment ? wordsAt(appmsg, 'title') : '';
  const name = cleanText(message.filename ?? title).trim() || `${known.name}-${message.id}.${known.ending}`;
  const ending = /\.([a-z\d]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const size = bytes(message.size) || bytes(Number(wordsAt(appmsg, 'appattach', 'totallen') || 0));
  return [{ name, type: byEnding[ending] ?? known.type, size, remote: { messageId: message.id } }];
}

const bytes = (size: number | undefined) => (Number.isSafeInteger(size) && Number(size) > 0 ? Number(size) : 0);
