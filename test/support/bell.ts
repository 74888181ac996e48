/** Wakes those who wait for something to become true. No polling: a check runs after each ring only. */
export interface Bell {
  ring(): void;
  /** Resolves with the first defined answer of `look`. Rejects, naming `what`, when it stays undefined for `withinMs`. */
  until<T>(look: () => T | undefined, what: string | (() => string), withinMs?: number): Promise<T>;
}

export function createBell(): Bell {
  const listeners = new Set<() => void>();
  return {
    ring() {
      for (const listener of listeners) listener();
    },
    until(look, what, withinMs = 5_000) {
      return new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          listeners.delete(check);
          settle();
        };
        const check = () => {
          const found = look();
          if (found !== undefined) finish(() => resolve(found));
        };
        const timer = setTimeout(() => {
          const expected = typeof what === 'string' ? what : what();
          finish(() => reject(new Error(`not seen within ${withinMs} ms: ${expected}`)));
        }, withinMs);
        listeners.add(check);
        check();
      });
    },
  };
}
