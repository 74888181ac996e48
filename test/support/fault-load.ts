import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Branch } from './fault-house.ts';
import { bodyOf } from './fault-house.ts';
import { sha256, type History } from './history.ts';

const speakers = ['zhang-wei', 'li-fang', 'wang-haitao', 'liu-xiaoyan', 'zhao-zhiqiang', 'sun-lihua'];

/** A report of a member that no other one resembles. */
const reportOf = (place: string, number: number) =>
  `社情民意：${place}第${number}号楼前的路灯坏了${createHash('sha256').update(`${place}${number}`).digest('hex').slice(0, 12)}，老人夜里出门看不清，建议尽快修好。`;

export interface Load {
  /** How many posts or messages were begun. */
  readonly begun: number;
  /** Begins nothing new and resolves when all that was begun is acknowledged. */
  stop(): Promise<void>;
}

export interface WebLoadOptions {
  /** Members who post at once, each the next when the last was acknowledged. Default 3. */
  speakers?: number;
  /** Most milliseconds between two posts of one member; half of it on average. Default 200. */
  pauseMs?: number;
  /** Chance that a post is chatter that concerns nobody. Default 0.2. */
  chatter?: number;
}

/**
 * Members of the sample unit who report in the web room as the page does: each post has a key and is repeated with it
 * until the room has answered 201. What was acknowledged, and each receipt that is seen, is in the history.
 */
export function startWebLoad(urls: readonly string[], history: History, options: WebLoadOptions = {}): Load {
  const { pauseMs = 200, chatter = 0.2 } = options;
  const place = randomUUID().slice(0, 4);
  const state = { begun: 0, stopping: false };

  async function speak(from: string): Promise<void> {
    while (!state.stopping) {
      state.begun += 1;
      const text = Math.random() < chatter ? `今天天气不错${state.begun}` : reportOf(place, state.begun);
      await post(urls, history, from, text);
      await pause(Math.random() * pauseMs);
    }
  }

  const speaking = speakers.slice(0, options.speakers ?? 3).map(speak);
  const watching = watchReceipts(urls, history, state);
  return {
    get begun() {
      return state.begun;
    },
    async stop() {
      state.stopping = true;
      await Promise.all(speaking);
      await watching;
    },
  };
}

/** Posts until acknowledged; the room may be away meanwhile. */
export async function post(urls: readonly string[], history: History, from: string, text: string): Promise<number> {
  const key = randomUUID();
  const ack = { op: 'post', key: `main/${from}/${key}`, sha256: sha256(text) } as const;
  history.write({ type: 'invoke', ...ack });
  for (let tries = 0; tries < 4000; tries += 1) {
    const url = urls[tries % urls.length] ?? '';
    const id = await postOnce(url, { from, text, key });
    if (id !== null) {
      history.write({ type: 'ok', ...ack });
      return id;
    }
    await pause(25);
  }
  history.write({ type: 'info', ...ack });
  throw new Error('a post was not taken in all this time');
}

/** @returns null when it was not acknowledged; 4xx but 429 is thrown */
async function postOnce(url: string, body: object): Promise<number | null> {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`${url}/api/rooms/main/messages`, {
    ...request,
    signal: AbortSignal.timeout(15_000),
  }).catch(() => null);
  if (answer === null) return null;
  const read: unknown = await answer.json().catch(() => null);
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
    throw new Error(`${answer.status}: ${JSON.stringify(read)}`);
  }
  const isDone = answer.status === 201 && typeof read === 'object' && read !== null && 'id' in read;
  return isDone ? Number(read.id) : null;
}

interface Line {
  id: number;
  from: string;
  text: string;
  replyTo: number | null;
}

/** Reads along as a page does, and notes each receipt the moment it is seen. */
async function watchReceipts(urls: readonly string[], history: History, state: { stopping: boolean }): Promise<void> {
  const said = new Map<number, string>();
  let after = 0;
  for (let round = 0; !state.stopping; round += 1) {
    const url = urls[round % urls.length] ?? '';
    const lines = await readRoom(url, after);
    for (const line of lines) {
      after = Math.max(after, line.id);
      if (line.from !== 'bot') said.set(line.id, line.text);
      const number = line.from === 'bot' ? /^已收到，编号社-(\d+)。/.exec(line.text)?.[1] : undefined;
      const quoted = said.get(line.replyTo ?? 0);
      if (number === undefined || quoted === undefined) continue;
      history.write({ type: 'ok', op: 'receipt', key: `demo/${number}`, sha256: sha256(bodyOf(quoted)) });
    }
    if (lines.length < 50) await pause(300);
  }
}

async function readRoom(url: string, after: number): Promise<Line[]> {
  const address = `${url}/api/rooms/main/messages?after=${after}&limit=200`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  if (!answer?.ok) return [];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shapes are held by the API's own tests
  return ((await answer.json().catch(() => [])) as Line[]) ?? [];
}

/** Members of the branch who report in their group on Telegram, one each `everyMs`. */
export function startTelegramLoad({ group, members }: Branch, everyMs = 150): Load {
  const place = randomUUID().slice(0, 4);
  let begun = 0;
  const timer = setInterval(() => {
    const member = members[begun % members.length];
    begun += 1;
    member?.says(reportOf(place, begun), { in: group });
  }, everyMs);
  return {
    get begun() {
      return begun;
    },
    stop() {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
}
