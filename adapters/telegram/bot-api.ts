import { Telegram } from 'telegraf';
import type { Opts, Telegram as Methods } from 'telegraf/types';
import type { z } from 'zod';
import { withLimit } from '../../src/lib/with-limit.ts';
import { ConnectAgent } from './connect-agent.ts';

export interface CallOptions {
  /** Milliseconds after which the call is given up. Default 30 s. */
  limitMs?: number;
  /** Gives the call up earlier. */
  signal?: AbortSignal;
}

/** telegraf's types are of an older Bot API: options have been objects since 7.3. */
type Payload<M extends keyof Methods> = M extends 'sendPoll'
  ? Omit<Opts<'sendPoll'>, 'options'> & { options: readonly { text: string }[] }
  : Opts<M>;

/** The Bot API with answers checked by schema. */
export interface BotApi {
  /** The account's id: the part of the token before the colon. */
  readonly botId: number;
  /** @throws what telegraf or its fetch throws; map-error.ts reads it. A ZodError is an answer of another shape. */
  call<M extends keyof Methods, S extends z.ZodType>(
    method: M,
    payload: Payload<M>,
    answer: S,
    options?: CallOptions,
  ): Promise<z.output<S>>;
  /** Where the bytes of a file are; holds the token, so it must reach no log and no error. */
  fileAddress(filePath: string): string;
}

/**
 * @param apiRoot address of the Bot API, for an own server; default https://api.telegram.org
 */
export function createBotApi(token: string, apiRoot = 'https://api.telegram.org'): BotApi {
  // telegraf resolves `./bot…` against it, which would cut off a last segment without a slash.
  const root = apiRoot.endsWith('/') ? apiRoot : `${apiRoot}/`;
  const telegram = new Telegram(token, { apiRoot: root, agent: new ConnectAgent(), webhookReply: false });
  return {
    botId: Number(token.split(':')[0]),
    async call(method, payload, answer, { limitMs = 30_000, signal } = {}) {
      const ask = (bounded: AbortSignal) =>
        telegram.callApi(method, forUpload<typeof method>(payload), shimmed(bounded));
      return answer.parse(await withLimit(signal, limitMs, ask));
    },
    fileAddress: (filePath) => new URL(`./file/bot${token}/${encodeURI(filePath)}`, root).href,
  };
}

/** telegraf declares the signal of a shim; at run time it takes Node's own. */
function shimmed(signal: AbortSignal): NonNullable<Parameters<Telegram['callApi']>[2]> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the two differ in declared listeners only
  return { signal } as unknown as NonNullable<Parameters<Telegram['callApi']>[2]>;
}

/**
 * A copy, because telegraf changes what it uploads; and with `reply_parameters` as a string beside a file, because
 * telegraf turns only some objects into form fields and silently drops the others.
 */
function forUpload<M extends keyof Methods>(payload: Payload<M>): Opts<M> {
  const hasFile = Object.values(payload).some(
    (value) => typeof value === 'object' && value !== null && 'source' in value,
  );
  const quotation =
    hasFile && 'reply_parameters' in payload ? { reply_parameters: JSON.stringify(payload.reply_parameters) } : {};
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- telegraf passes on what its types do not know yet
  return { ...payload, ...quotation } as unknown as Opts<M>;
}
