import { randomUUID } from 'node:crypto';

/** A message as the web room's API shows it. */
export interface RoomMessageView {
  id: number;
  from: string;
  text: string;
  replyTo: number | null;
  attachments: { name: string; type: string; size: number; url: string }[];
  buttons?: { label: string; action: string }[][];
  at: string;
}

/**
 * Speaks to the web room over HTTP as the page does: every post has a key and is repeated with it until the room has
 * answered 201, so what `say` returned was acknowledged.
 */
export function createRoomClient(url: string) {
  async function once<T>(path: string, init?: RequestInit): Promise<T> {
    const answer = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(5_000) });
    if (!answer.ok) throw new Error(`${answer.status} ${path}: ${await answer.text()}`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shapes are held by the API's own tests
    return (await answer.json()) as T;
  }

  /** Repeats while the bot is away; a refusal (4xx) is thrown. */
  async function patiently<T>(path: string, init?: RequestInit): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await once<T>(path, init);
      } catch (error) {
        const refused = error instanceof Error && /^4\d\d /.test(error.message);
        if (refused || tries > 400) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  const post = (room: string, body: object) =>
    patiently<{ id: number }>(`/api/rooms/${encodeURIComponent(room)}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key: randomUUID(), ...body }),
    });

  async function messages(room: string): Promise<RoomMessageView[]> {
    const all: RoomMessageView[] = [];
    for (;;) {
      const after = all.at(-1)?.id ?? 0;
      const page = await patiently<RoomMessageView[]>(
        `/api/rooms/${encodeURIComponent(room)}/messages?after=${after}&limit=500`,
      );
      all.push(...page);
      if (page.length === 0) return all;
    }
  }

  return {
    get: <T>(path: string) => patiently<T>(path),
    messages,
    say: (from: string, text: string, more: { room?: string; replyTo?: number } = {}) => {
      const { room = 'main', ...rest } = more;
      return post(room, { from, text, ...rest });
    },
    press: (from: string, action: string, replyTo: number, room = 'main') => post(room, { from, action, replyTo }),
    /** Waits until the bot has said something that matches; by looking, since it may be away meanwhile. */
    async sees(pattern: RegExp, room = 'main', withinMs = 60_000): Promise<RoomMessageView> {
      const until = performance.now() + withinMs;
      for (;;) {
        const all = await messages(room);
        const found = all.find((message) => message.from === 'bot' && pattern.test(message.text));
        if (found) return found;
        if (performance.now() > until) {
          const said = all.slice(-5).map((message) => `${message.from}: ${message.text}`);
          throw new Error(`nobody saw ${pattern} in ${room}; last was\n${said.join('\n')}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}

export type RoomClient = ReturnType<typeof createRoomClient>;
