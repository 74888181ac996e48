import path from 'node:path';
import { createHttpServer } from '../../adapters/shared/http-server.ts';
import type { LoadPuppet } from '../../adapters/wechat/puppet/puppet.ts';
import { parsePost, platform as webPlatform } from '../../adapters/web/parse-post.ts';
import type { ChatAdapter } from '../chat/chat-adapter.ts';
import type { Transact } from '../chat/inbox/handle-deps.ts';
import { createRegistry, type Registry } from '../chat/registry.ts';
import type { Config } from '../config.ts';
import { activitiesFeature } from '../features/activities/index.ts';
import { doorsFeature, type DoorStatus } from '../features/doors/index.ts';
import { findMembersByName, membersFeature } from '../features/members/index.ts';
import { pointsFeature } from '../features/points/index.ts';
import { pollsFeature } from '../features/polls/index.ts';
import { proposalsFeature } from '../features/proposals/index.ts';
import { submissionsFeature } from '../features/submissions/index.ts';
import { unhandledFeature } from '../features/unhandled/index.ts';
import type { Clock } from '../lib/clock.ts';
import { createFileStore, type FileStore } from '../lib/file-store.ts';
import type { Logger } from '../lib/logger.ts';
import { inTransaction, type Database } from '../storage/index.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { ProcessRole } from './role.ts';

export interface AppOptions {
  role: ProcessRole;
  log: Logger;
  clock: Clock;
  /** Used instead of the puppet that WECHATY_PUPPET names, without keeping WeChat's pace: one that reaches nobody. */
  puppet?: LoadPuppet;
}

/** Which doors and jobs this process has. */
export interface Duties {
  room: boolean;
  telegram: boolean;
  wechat: boolean;
  jobs: boolean;
  /** Fetches files that platforms still have, which only an open door can do. */
  files: boolean;
}

const dutiesOf = (config: Config, role: ProcessRole): Duties => ({
  room: config.WEB_ROOM === 'on' && (role === 'all' || role === 'web'),
  telegram: role === 'all' || role === 'bot',
  wechat: role === 'all' || role === 'bot',
  jobs: role === 'all' || role === 'worker',
  files: role === 'all' || role === 'bot',
});

/** What every part of the process is made from. */
export interface Parts {
  config: Config;
  duties: Duties;
  log: Logger;
  clock: Clock;
  /** See AppOptions. */
  puppet: LoadPuppet | undefined;
  database: Database;
  transact: Transact;
  files: FileStore;
  registry: Registry;
  /** How each platform reads its stored updates, its door open or not. */
  readers: Map<string, ChatAdapter['parse']>;
  /** How the doors of this process stand; set once they are watched. */
  doorStatus: { read: () => readonly DoorStatus[] };
  metrics: Metrics;
  server: ReturnType<typeof createHttpServer>;
}

export function createParts(config: Config, { role, log, clock, puppet }: AppOptions, database: Database): Parts {
  const readers: Parts['readers'] = new Map([[webPlatform, parsePost]]);
  const doorStatus: Parts['doorStatus'] = { read: () => [] };
  const registry: Registry = createRegistry([
    membersFeature({
      allCommands: () => registry.commands,
      readUpdate: (platform, payload) => readers.get(platform)?.(payload) ?? null,
    }),
    submissionsFeature(),
    activitiesFeature(),
    pointsFeature({ findMembersByName }),
    pollsFeature(),
    doorsFeature({ doors: () => doorStatus.read() }),
    proposalsFeature(),
    unhandledFeature({ readUpdate: (platform, payload) => readers.get(platform)?.(payload) ?? null }),
  ]);
  return {
    config,
    duties: dutiesOf(config, role),
    log,
    clock,
    puppet,
    database,
    transact: (work) => inTransaction(database, work),
    files: createFileStore(path.join(config.DATA_DIR, 'files')),
    registry,
    readers,
    doorStatus,
    metrics: createMetrics(),
    server: createHttpServer({ log, locale: config.LOCALE }),
  };
}
