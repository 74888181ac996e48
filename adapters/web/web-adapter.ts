import type { FastifyInstance } from 'fastify';
import { SendError, type ChatAdapter, type OutboundMessage } from '../../src/chat/chat-adapter.ts';
import { readConversationId } from '../../src/chat/conversation-id.ts';
import type { Locale } from '../../src/chat/locale.ts';
import type { OutboundBody } from '../../src/chat/message.ts';
import type { ReadingState } from '../../src/chat/reading-state.ts';
import type { RoomLog } from '../../src/chat/room/room-log.ts';
import { wholeText } from '../../src/chat/with-title.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { AppError, errorCode } from '../../src/lib/errors.ts';
import type { FileStore } from '../../src/lib/file-store.ts';
import { requireLoopback } from '../shared/host-guard.ts';
import { closingSignal } from '../shared/orderly-close.ts';
import { httpTexts } from '../shared/texts.ts';
import { fileRoute } from './file-route.ts';
import { createNotices, readPressId } from './notices.ts';
import { pageFolder, pageRoutes, readPageFiles, type PageFile } from './page-files.ts';
import { parsePost, platform } from './parse-post.ts';
import { roomRoutes } from './room-routes.ts';
import type { RouteContext } from './route-context.ts';
import { stateRoutes } from './state-routes.ts';
import { streamRoute } from './stream-route.ts';

export interface WebAdapterDeps {
  /** Not listening yet: the room's routes are added to it. */
  server: FastifyInstance;
  rooms: RoomLog;
  state: ReadingState;
  files: FileStore;
  clock: Clock;
  locale: Locale;
  /** Default: the files of adapters/web/public. */
  page?: readonly PageFile[];
  /** Longest silence of a stream. Default 20 s. */
  heartbeatMs?: number;
}

/**
 * The room in the browser. It is its own platform: what is said goes through RoomLog into room and inbox in one commit,
 * so start() only opens the door, and the intake that it is handed stays unused.
 */
export function createWebAdapter(deps: WebAdapterDeps): ChatAdapter {
  const { rooms } = deps;
  const streams = new Set<() => void>();
  const endStreams = () => streams.forEach((end) => end());
  let open = false;
  const notices = createNotices();
  addRoutes(deps, { streams, notices, isOpen: () => open });
  closingSignal(deps.server).addEventListener('abort', endStreams, { once: true });

  return {
    platform,
    capabilities: { edit: true, buttons: true, files: true, idempotentSend: true },
    parse: parsePost,
    send: (message) => delivered(() => rooms.append(appended(message))).then(({ id }) => ({ messageId: String(id) })),
    edit: (messageId, { body }) =>
      delivered(() => rooms.edit(Number(messageId), { ...headed(body), buttons: body.buttons ?? [] })),
    async answerAction(actionId, text) {
      const press = readPressId(actionId);
      if (press) notices.tell(press.room, { to: press.from, text });
    },
    async start() {
      open = true;
    },
    async stop() {
      open = false;
      endStreams();
    },
    health: () => ({ ok: open, detail: open ? 'open' : 'closed' }),
  };
}

function addRoutes(deps: WebAdapterDeps, door: Pick<RouteContext, 'streams' | 'notices' | 'isOpen'>): void {
  const t = httpTexts(deps.locale);
  const page = deps.page ?? readPageFiles(pageFolder());
  void deps.server.register(async (scope) => {
    const context: RouteContext = {
      rooms: deps.rooms,
      files: deps.files,
      clock: deps.clock,
      t,
      heartbeatMs: deps.heartbeatMs ?? 20_000,
      ...door,
    };
    scope.addHook('onRequest', async (request, reply) => {
      requireLoopback(request, t);
      reply.header('cache-control', 'no-store');
    });
    roomRoutes(scope, context);
    streamRoute(scope, context);
    fileRoute(scope, context);
    stateRoutes(scope, deps.state, t);
    pageRoutes(scope, page);
  });
}

const headed = (body: OutboundBody) => ({
  text: wholeText(body),
  ...(body.title === undefined ? {} : { title: body.title }),
});

function appended({ key, conversation, body }: OutboundMessage): Parameters<RoomLog['append']>[0] {
  const quoted = Number(body.replyTo);
  return {
    room: readConversationId(conversation).chat,
    key,
    ...headed(body),
    ...(Number.isSafeInteger(quoted) && quoted > 0 ? { replyTo: quoted } : {}),
    files: body.files ?? [],
    buttons: body.buttons ?? [],
  };
}

/** A passing failure counts as refused even when the commit's answer was lost: repeating it lands once by its key. */
async function delivered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const permanent = cause instanceof AppError && !cause.transient;
    throw new SendError(`web.${errorCode(cause)}`, 'the web room did not take the message', {
      outcome: 'refused',
      permanent,
      cause,
    });
  }
}
