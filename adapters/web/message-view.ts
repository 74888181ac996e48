import type { Button } from '../../src/chat/message.ts';
import type { RoomEntry } from '../../src/chat/room/room-log.ts';

/** A message as the JSON doors show it. */
export interface MessageView {
  id: number;
  /** Member key, or "bot". */
  from: string;
  /** All the words, a heading being the first line. */
  text: string;
  /** The heading. */
  title?: string;
  replyTo: number | null;
  attachments: readonly { name: string; type: string; size: number; url: string }[];
  buttons?: readonly (readonly Button[])[];
  edited?: true;
  /** ISO 8601, UTC. */
  at: string;
}

/** Where a file of the room can be fetched. */
export function fileUrl(room: string, sha256: string, name: string): string {
  return `/api/rooms/${encodeURIComponent(room)}/files/${sha256}/${encodeURIComponent(name)}`;
}

export function viewOf(room: string, entry: RoomEntry): MessageView {
  return {
    id: entry.id,
    from: entry.from,
    text: entry.text,
    ...(entry.title === null ? {} : { title: entry.title }),
    replyTo: entry.replyTo,
    attachments: entry.files.map(({ name, type, size, sha256 }) => ({
      name,
      type,
      size,
      url: fileUrl(room, sha256, name),
    })),
    ...(entry.buttons.length > 0 ? { buttons: entry.buttons } : {}),
    ...(entry.editVersion > 0 ? { edited: true } : {}),
    at: entry.at.toISOString(),
  };
}
