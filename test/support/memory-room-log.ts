import { EventEmitter } from 'node:events';
import type { OutboundFile } from '../../src/chat/message.ts';
import type { Room, RoomEntry, RoomLog, RoomMember } from '../../src/chat/room/room-log.ts';
import { AppError } from '../../src/lib/errors.ts';

/** A RoomLog without a database: the same promises, for tests of what stands before it. */
export interface MemoryRoomLog extends RoomLog {
  /** Payloads as they would lie in the inbox, oldest first. */
  readonly inbox: readonly unknown[];
  /** Emits `change` whenever the room or the inbox changes. */
  readonly changes: EventEmitter;
  /** Makes the next `times` posts fail as if the database were away. */
  failPosts(times: number): void;
}

export interface MemoryRoomLogOptions {
  unit?: string;
  roomName?: string;
  members?: readonly RoomMember[];
  now?: () => Date;
}

interface Row {
  room: string;
  dedupeKey: string;
  editedAt: Date | null;
  entry: RoomEntry;
}

export const sampleMembers: readonly RoomMember[] = [
  { key: 'chen-min', name: '陈敏', role: 'secretary' },
  { key: 'zhou-jianguo', name: '周建国', role: 'leader' },
  { key: 'zhang-wei', name: '张伟', role: 'member' },
  { key: 'li-fang', name: '李芳', role: 'member' },
  { key: 'wu-tong', name: '吴桐', role: 'candidate' },
];

export function createMemoryRoomLog(options: MemoryRoomLogOptions = {}): MemoryRoomLog {
  const { unit = 'demo', roomName = '示范支部会员群', members = sampleMembers, now = () => new Date() } = options;
  const rows: Row[] = [];
  const inbox: unknown[] = [];
  const changes = new EventEmitter().setMaxListeners(0);
  let failures = 0;

  const rooms: readonly Omit<Room, 'lastId'>[] = [
    { id: 'main', name: roomName, kind: 'group', unit },
    ...members.map(({ key, name }) => ({ id: `dm:${key}`, name, kind: 'dm' as const, unit })),
  ];
  const roomOf = (id: string) => {
    const room = rooms.find((one) => one.id === id);
    if (!room) throw new AppError('room.not_found', 'no such room');
    return room;
  };
  const membersOf = (id: string) =>
    roomOf(id).kind === 'group' ? members : members.filter(({ key }) => id === `dm:${key}`);

  function add(row: Omit<Row, 'editedAt' | 'entry'>, entry: Omit<RoomEntry, 'id' | 'editVersion' | 'at'>): RoomEntry {
    const full = { ...entry, id: rows.length + 1, editVersion: 0, at: now() };
    rows.push({ ...row, editedAt: null, entry: full });
    changes.emit('change');
    return full;
  }
  const repeated = (dedupeKey: string) => rows.find((row) => row.dedupeKey === dedupeKey)?.entry;

  return {
    inbox,
    changes,
    failPosts(times) {
      failures = times;
    },
    rooms: async () =>
      rooms.map((room) => ({ ...room, lastId: rows.findLast((row) => row.room === room.id)?.entry.id ?? 0 })),
    members: async (room) => membersOf(room),
    async post({ room, from, text, replyTo, files, action, key }) {
      const speaker = membersOf(room).find((member) => member.key === from);
      if (!speaker) throw new AppError('member.not_in_room', 'no such member here');
      if (replyTo !== undefined && !rows.some((row) => row.room === room && row.entry.id === replyTo)) {
        throw new AppError('message.not_found', 'no such message here');
      }
      if (failures > 0) {
        failures -= 1;
        throw new AppError('database.unreachable', 'the database is away', { transient: true });
      }
      const dedupeKey = key === undefined ? `post:${rows.length}` : `key:${room}:${from}:${key}`;
      const before = repeated(dedupeKey);
      if (before) return { id: before.id };
      const told = (id: number, at: Date) =>
        inbox.push({
          id,
          room,
          roomName: roomOf(room).name,
          from,
          fromName: speaker.name,
          text,
          replyTo: replyTo ?? null,
          files,
          action: action ?? null,
          at: at.toISOString(),
        });
      if (action !== undefined) {
        told(replyTo ?? 0, now());
        changes.emit('change');
        return { id: replyTo ?? 0 };
      }
      const { id, at } = add(
        { room, dedupeKey },
        { from, text, title: null, replyTo: replyTo ?? null, files, buttons: [] },
      );
      told(id, at);
      return { id };
    },
    async append({ room, key, text, title = null, replyTo, files, buttons }) {
      roomOf(room);
      const before = repeated(`out:${key}`);
      if (before) return { id: before.id };
      const entry = { from: 'bot', text, title, replyTo: replyTo ?? null, files, buttons };
      return { id: add({ room, dedupeKey: `out:${key}` }, entry).id };
    },
    async edit(id, change) {
      const row = rows.find((one) => one.entry.id === id);
      if (!row) throw new AppError('message.not_found', 'no such message');
      row.entry = { ...row.entry, title: null, ...change, editVersion: row.entry.editVersion + 1 };
      row.editedAt = now();
      changes.emit('change');
    },
    async list(room, after, limit) {
      roomOf(room);
      return entriesOf(rows, (row) => row.room === room && row.entry.id > after).slice(0, limit);
    },
    edited: async (room, since, upTo) =>
      entriesOf(
        rows,
        (row) => row.room === room && row.entry.id <= upTo && row.editedAt !== null && row.editedAt > since,
      ),
    watch(wake) {
      changes.on('change', wake);
      return () => changes.off('change', wake);
    },
    hasFile: async (room, sha256) =>
      rows.some((row) => row.room === room && row.entry.files.some((file: OutboundFile) => file.sha256 === sha256)),
  };
}

const entriesOf = (rows: readonly Row[], wanted: (row: Row) => boolean) =>
  rows.filter(wanted).map((row) => structuredClone(row.entry));
