import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { portOf } from './port.ts';
import { readParams, type ApiParams } from './telegram/api-request.ts';
import { createSpecCheck, type SpecCheck } from './telegram/api-spec.ts';
import { ApiRefusal, botMethods, type MenuLine, type MethodContext } from './telegram/bot-methods.ts';
import { createFaultPlan, type ApiFault } from './telegram/faults.ts';
import { createFloodControl, type FloodLimits } from './telegram/flood-control.ts';
import {
  createGroup,
  createPerson,
  createPlace,
  type PeopleDeps,
  type TelegramGroup,
  type TelegramPerson,
} from './telegram/people.ts';
import { createUpdateQueue, type UpdateQueue } from './telegram/update-queue.ts';
import { createWorld, type Chat, type Message, type World } from './telegram/world.ts';

export interface ApiCall {
  method: string;
  params: ApiParams;
}

/**
 * Telegram on this machine: the Bot API over real HTTP with people and groups behind it. Requests are checked against
 * the published description of the Bot API when TELEGRAM_API_SPEC names it; a request that breaks it is answered with
 * 400, kept in `violations`, and makes `close` throw.
 */
export interface TelegramStandIn {
  /** For TELEGRAM_API_ROOT. */
  readonly apiRoot: string;
  readonly token: string;
  readonly username: string;
  /** Turns privacy mode on or off, as @BotFather does. Default off. */
  setPrivacy(isOn: boolean): void;
  person(name: string): TelegramPerson;
  /** A group that the bot is in already (unless `botInside` is false); no update tells of it. */
  group(
    title: string,
    people: readonly TelegramPerson[],
    options?: { botInside?: boolean; botLeads?: boolean; type?: 'group' | 'supergroup' },
  ): TelegramGroup;
  /** The next call of the method goes wrong. */
  fault(method: string, fault: ApiFault): void;
  /** Every call so far, those that went wrong included. */
  readonly calls: readonly ApiCall[];
  /** Waits for a call that fits. */
  called(method: string, fits?: (params: ApiParams) => boolean, withinMs?: number): Promise<ApiCall>;
  readonly updates: Pick<UpdateQueue, 'confirmed' | 'acknowledged' | 'waiting' | 'webhook' | 'hold' | 'add' | 'addRaw'>;
  /** Resolves when every update so far is confirmed (pulled) or was answered with 200 (pushed). */
  allConfirmed(withinMs?: number): Promise<void>;
  /** What the bot answered to a press; waits for it. */
  answerTo(press: string, withinMs?: number): Promise<string>;
  /** The command menu of a scope, with a language behind it or not: "all_group_chats", "chat 50001 en". */
  menu(place: string): readonly MenuLine[] | undefined;
  /** Waits until that menu has such a command. */
  offers(place: string, command: string, withinMs?: number): Promise<readonly MenuLine[]>;
  /** Messages refused for coming too fast, see StandInOptions.limits. */
  readonly tooFast: number;
  /** Breaches of the Bot API's description. */
  readonly violations: readonly string[];
  /** Answers the requests of another bot at this one's address, see StandInOptions.beside. */
  readonly answers: Map<string, RequestListener>;
  close(): Promise<void>;
}

export interface StandInOptions {
  token?: string;
  username?: string;
  port?: number;
  /** Another bot of the same Telegram: both are reached at one address, and know nothing of each other here. */
  beside?: TelegramStandIn;
  now?: () => Date;
  /** Told each update that the bot has confirmed, by offset or by 200. */
  onConfirmed?: (updateId: number) => void;
  /** Told each message of the bot when it has arrived, before the bot is answered. */
  onDelivered?: (message: Message) => void;
  /** What Telegram bears; more is answered with 429. Default: everything. */
  limits?: FloodLimits;
}

const pullSchema = z.object({
  allowed_updates: z.array(z.string()).optional(),
  offset: z.number().default(0),
  limit: z.number().default(100),
  timeout: z.number().default(0),
});

export async function startTelegramStandIn(options: StandInOptions = {}): Promise<TelegramStandIn> {
  const { token = '700001:stand-in-token', username = 'tongxin_bot', port = 0, now = () => new Date() } = options;
  const bot = { id: Number(token.split(':')[0]), name: '同心助手', isBot: true, username };
  const world = createWorld(bot, now);
  const { onConfirmed, onDelivered } = options;
  const confirm = (update: unknown) => onConfirmed?.(readUpdateId(update));
  const updates = createUpdateQueue(() => world.bell.ring(), confirm);
  const people: PeopleDeps = { world, updates, presses: new Map(), shown: new Map() };
  const context: MethodContext & { check: SpecCheck } = {
    world,
    updates,
    presses: people.presses,
    menus: new Map(),
    check: createSpecCheck(),
    shown(message) {
      if (message.editDate === undefined) onDelivered?.(message);
      const list = people.shown.get(message.chat) ?? [];
      list.push({ message, text: message.text ?? message.caption ?? '' });
      people.shown.set(message.chat, list);
      world.bell.ring();
    },
  };
  const calls: ApiCall[] = [];
  const violations: string[] = [];
  const faults = createFaultPlan();
  const flood = options.limits && createFloodControl(options.limits);

  async function answerCall(method: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const params = await readParams(request);
    calls.push({ method, params });
    world.bell.ring();
    const fault = faults.take(method);
    if (fault && 'reset' in fault && fault.reset === 'before') return void request.socket.destroy();
    if (fault && 'status' in fault) return answerFault(response, fault);
    const problems = context.check(method, params);
    violations.push(...problems);
    if (problems.length > 0)
      return answer(response, 400, { ok: false, error_code: 400, description: problems.join('; ') });
    if (method === 'getUpdates') return pull(params, response);
    const wait = /^(send|edit)/.test(method) ? (flood?.take(Number(params['chat_id']), performance.now()) ?? 0) : 0;
    if (wait > 0) {
      const parameters = { retry_after: Math.ceil(wait / 1000) };
      return answer(response, 429, { ok: false, error_code: 429, description: 'Too Many Requests', parameters });
    }
    const [status, body] = perform(method, params, context);
    if (fault && 'reset' in fault) return void request.socket.destroy();
    if (!fault) answer(response, status, body);
  }

  function pull(params: ApiParams, response: ServerResponse): void {
    const { offset, limit, timeout, allowed_updates: allowed } = pullSchema.parse(params);
    updates.pull({ offset, limit, timeoutMs: timeout * 1000, allowed }, response, (status, body) =>
      answer(response, status, body),
    );
  }

  const answers: TelegramStandIn['answers'] = new Map();
  const listener: RequestListener = (request, response) => {
    const [, kind, given = '', rest = ''] = /^\/(bot|file\/bot)([^/]+)\/(.+)$/.exec(request.url ?? '') ?? [];
    const other = answers.get(given);
    if (other) return other(request, response);
    if (given !== token) return answer(response, 401, { ok: false, error_code: 401, description: 'Unauthorized' });
    if (kind !== 'bot') return answerFile(world, rest, faults.take('download'), response);
    answerCall(rest, request, response).catch((error: unknown) => {
      answer(response, 400, { ok: false, error_code: 400, description: `Bad Request: ${String(error)}` });
    });
  };
  options.beside?.answers.set(token, listener);
  const server = options.beside ? null : createServer(listener);
  if (server) await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

  const newChat = (id: number, type: Chat['type'], title: string): Chat => {
    const chat: Chat = { id, type, title, botInside: true, botLeads: false, nextMessageId: 1, messages: [] };
    world.chats.set(id, chat);
    return chat;
  };
  const homes = new Map<number, TelegramGroup>();
  let nextPerson = 50_001;
  let nextGroup = 4001;
  return {
    apiRoot: server ? `http://127.0.0.1:${portOf(server)}` : (options.beside?.apiRoot ?? ''),
    token,
    username,
    answers,
    setPrivacy(isOn) {
      world.readsAll = !isOn;
    },
    person(name) {
      const id = nextPerson;
      nextPerson += 1;
      const dm = createPlace(newChat(id, 'private', name), people);
      return createPerson({ id, name, isBot: false }, dm, () => homes.get(id), people);
    },
    group(title, members, { botInside = true, botLeads = false, type = 'group' } = {}) {
      const id = type === 'group' ? -nextGroup : -1_000_000_000_000 - nextGroup;
      nextGroup += 1;
      const group = createGroup(Object.assign(newChat(id, type, title), { botInside, botLeads }), people);
      for (const { account } of members) if (!homes.has(account.id)) homes.set(account.id, group);
      return group;
    },
    fault: (method, fault) => faults.add(method, fault),
    calls,
    called(method, fits = () => true, withinMs) {
      const look = () => calls.find((call) => call.method === method && fits(call.params));
      return world.bell.until(look, `a call of ${method}`, withinMs);
    },
    updates,
    async allConfirmed(withinMs) {
      await world.bell.until(
        () => (updates.waiting.length === 0 ? true : undefined),
        'all updates confirmed',
        withinMs,
      );
    },
    answerTo: (press, withinMs) =>
      world.bell.until(() => people.presses.get(press) ?? undefined, 'an answer to the press', withinMs),
    menu: (place) => context.menus.get(place),
    offers(place, command, withinMs) {
      const look = () => {
        const menu = context.menus.get(place);
        return menu?.some((line) => line.command === command) ? menu : undefined;
      };
      return world.bell.until(
        look,
        () => `/${command} for ${place}; there is ${JSON.stringify([...context.menus.keys()])}`,
        withinMs,
      );
    },
    get tooFast() {
      return flood?.refused ?? 0;
    },
    violations,
    async close() {
      updates.close();
      options.beside?.answers.delete(token);
      server?.closeAllConnections();
      if (server) await new Promise((resolve) => server.close(resolve));
      if (violations.length > 0) throw new Error(`requests that break the Bot API: ${violations.join('; ')}`);
    },
  };
}

const readUpdateId = (update: unknown) => z.object({ update_id: z.number() }).safeParse(update).data?.update_id ?? 0;

function perform(method: string, params: ApiParams, context: MethodContext): [number, object] {
  const run = botMethods[method];
  if (!run) return [404, { ok: false, error_code: 404, description: 'Not Found' }];
  try {
    return [200, { ok: true, result: run(params, context) }];
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    const { status, message, parameters } = error;
    return [status, { ok: false, error_code: status, description: message, ...(parameters ? { parameters } : {}) }];
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function answerFault(response: ServerResponse, fault: Extract<ApiFault, { status: number }>): void {
  if ('html' in fault) {
    response.writeHead(fault.status, { 'content-type': 'text/html' });
    response.end(fault.html);
    return;
  }
  const { status, description = 'planned by the test', parameters } = fault;
  answer(response, status, { ok: false, error_code: status, description, ...(parameters ? { parameters } : {}) });
}

function answerFile(world: World, path: string, fault: ApiFault | undefined, response: ServerResponse): void {
  const file = world.files.get(path.split('/').at(-1) ?? '');
  if (fault && 'reset' in fault) return void response.destroy();
  if (fault && 'status' in fault) return answerFault(response, fault);
  if (!file) return answer(response, 404, { ok: false, error_code: 404, description: 'Not Found' });
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length });
  response.end(file.bytes);
}
