import type { Button, OutboundFile } from '../message.ts';

/** The browser room as the JSON doors show it. */
export interface Room {
  id: string;
  name: string;
  kind: 'group' | 'dm';
  /** Key of the unit, as in /api/units/:unit. */
  unit: string;
  /** Id of the newest message, 0 in an empty room: whether there is something new takes no second request. */
  lastId: number;
}

export interface RoomMember {
  key: string;
  name: string;
  role: 'secretary' | 'leader' | 'member' | 'candidate';
}

/** What somebody says in the browser room, or the button they press. */
export interface RoomPost {
  room: string;
  /** Member key. */
  from: string;
  text: string;
  replyTo?: number;
  files: readonly OutboundFile[];
  /** Data of a pressed button; the text is empty then. */
  action?: string;
  /** The client's idempotency key: a repeated post with it returns the first one's id and does nothing. */
  key?: string;
}

export interface RoomEntry {
  id: number;
  /** Member key, or "bot". */
  from: string;
  text: string;
  /** The first line of `text`, when it is a heading of the bot's. */
  title: string | null;
  replyTo: number | null;
  files: readonly OutboundFile[];
  buttons: readonly (readonly Button[])[];
  /** 0 as first said, growing with each change. */
  editVersion: number;
  at: Date;
}

/** The store behind the web room. A room is a platform's conversation: `web:<room id>`. */
export interface RoomLog {
  rooms(): Promise<readonly Room[]>;
  /** @throws AppError `room.not_found` */
  members(room: string): Promise<readonly RoomMember[]>;
  /**
   * Puts a post into the room and into the inbox in one commit; resolves after it.
   * @throws AppError `room.not_found`, `member.not_in_room` (unknown, or not theirs), `message.not_found` (replyTo), or a transient one
   */
  post(post: RoomPost): Promise<{ id: number }>;
  /** The bot speaks; `key` makes a repeat return the first id. @throws AppError `room.not_found` */
  append(entry: {
    room: string;
    key: string;
    text: string;
    title?: string;
    replyTo?: number;
    files: readonly OutboundFile[];
    buttons: RoomEntry['buttons'];
  }): Promise<{ id: number }>;
  edit(id: number, change: { text: string; title?: string; buttons: RoomEntry['buttons'] }): Promise<void>;
  /** Messages with an id above `after`, oldest first, at most `limit`. @throws AppError `room.not_found` */
  list(room: string, after: number, limit: number): Promise<readonly RoomEntry[]>;
  /** Messages of the room changed after `since` and up to id `upTo`, for live readers. */
  edited(room: string, since: Date, upTo: number): Promise<readonly RoomEntry[]>;
  /** Calls `wake` when something in any room may have changed; returns the way to stop. Others' processes are seen within a second. */
  watch(wake: () => void): () => void;
  /** True when the file was posted or sent in the room. */
  hasFile(room: string, sha256: string): Promise<boolean>;
}
