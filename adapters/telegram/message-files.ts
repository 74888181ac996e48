import type { InboundFile } from '../../src/chat/message.ts';
import { cleanText } from '../../src/lib/text.ts';
import type { TelegramFile, TelegramMessage } from './update-schema.ts';

/** Field of a message, its media type when Telegram says none, and the ending of a name when it has none. */
const kinds = [
  { field: 'animation', type: 'video/mp4', ending: 'mp4' },
  { field: 'document', type: 'application/octet-stream', ending: 'dat' },
  { field: 'video', type: 'video/mp4', ending: 'mp4' },
  { field: 'audio', type: 'audio/mpeg', ending: 'mp3' },
  { field: 'voice', type: 'audio/ogg', ending: 'ogg' },
  { field: 'video_note', type: 'video/mp4', ending: 'mp4' },
] as const;

/** The file of a message: Telegram sends one at most, albums come as several messages. */
export function readFiles(message: TelegramMessage): InboundFile[] {
  const photo = largest(message.photo ?? []);
  if (photo) return [inbound(photo, { field: 'photo', type: 'image/jpeg', ending: 'jpg' }, message)];
  for (const kind of kinds) {
    const file = message[kind.field];
    // An animation comes a second time as document, for old clients; the first hit is enough.
    if (file) return [inbound(file, kind, message)];
  }
  return [];
}

/** A photo comes in several sizes; the biggest is the one that was sent. */
function largest(sizes: readonly TelegramFile[]): TelegramFile | undefined {
  return sizes.toSorted((a, b) => (b.file_size ?? 0) - (a.file_size ?? 0))[0];
}

function inbound(
  file: TelegramFile,
  kind: { field: string; type: string; ending: string },
  message: TelegramMessage,
): InboundFile {
  const size = file.file_size ?? 0;
  return {
    name: cleanText(file.file_name ?? '') || `${kind.field}-${message.message_id}.${kind.ending}`,
    type: file.mime_type ?? kind.type,
    size,
    remote: { fileId: file.file_id, size },
  };
}
