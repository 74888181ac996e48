/** A short word for one member who has just pressed a button. Shown once, kept nowhere. */
export interface Notice {
  /** Member key. */
  to: string;
  text: string;
}

/** Hands notices to the streams that are open in their room; with none open they are lost, which does no harm. */
export interface Notices {
  tell: (room: string, notice: Notice) => void;
  /** @returns the way to stop listening */
  listen: (room: string, take: (notice: Notice) => void) => () => void;
}

export function createNotices(): Notices {
  const listeners = new Set<{ room: string; take: (notice: Notice) => void }>();
  return {
    tell(room, notice) {
      for (const listener of listeners) if (listener.room === room) listener.take(notice);
    },
    listen(room, take) {
      const listener = { room, take };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Who pressed where, as the handle that comes back with the answer. */
export const pressId = (room: string, from: string): string => JSON.stringify([room, from]);

/** null for a handle that is none of ours. */
export function readPressId(id: string): { room: string; from: string } | null {
  try {
    const parts: unknown = JSON.parse(id);
    if (!Array.isArray(parts)) return null;
    const [room, from]: unknown[] = parts;
    return typeof room === 'string' && typeof from === 'string' ? { room, from } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
