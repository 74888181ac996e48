/** At most `messages` in any `perMs` milliseconds, at the moments they come in. */
export interface Window {
  messages: number;
  perMs: number;
}

/** Telegram's three limits, see adapters/telegram/pace.ts. Group ids are negative. */
export interface FloodLimits {
  all: Window;
  chat: Window;
  group: Window;
}

export const telegramLimits: FloodLimits = {
  all: { messages: 30, perMs: 1000 },
  chat: { messages: 1, perMs: 1000 },
  group: { messages: 20, perMs: 60_000 },
};

/** Refuses what comes too fast, by sliding windows: the strictest reading of the limits. */
export function createFloodControl({ all, chat, group }: FloodLimits) {
  const arrivals = new Map<string, number[]>();
  const control = {
    refused: 0,
    /** @returns 0 when the message is taken, else the milliseconds to wait */
    take(chatId: number, now: number): number {
      const windows: [string, Window][] = [
        ['all', all],
        [`chat ${chatId}`, chat],
        ...(chatId < 0 ? [[`group ${chatId}`, group] satisfies [string, Window]] : []),
      ];
      const waits = windows.map(([name, { messages, perMs }]) => {
        const oldest = (arrivals.get(name) ?? []).at(-messages);
        return oldest === undefined ? 0 : Math.max(0, oldest + perMs - now);
      });
      const wait = Math.max(...waits);
      if (wait > 0) {
        control.refused += 1;
        return wait;
      }
      for (const [name, { messages }] of windows) {
        arrivals.set(name, [...(arrivals.get(name) ?? []).slice(1 - messages || Infinity), now]);
      }
      return 0;
    },
  };
  return control;
}
