import { createPostgresBackend, createRedisBackend, withBackend, type JobsOptions, type Processor } from 'bullmq';
import type { QueueName } from './queue-names.ts';

/** Where an own or the embedded PostgreSQL is reached: the fields of node-postgres that BullMQ passes on. */
export interface PostgresConnection {
  readonly connectionString?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: unknown;
  readonly database?: string | undefined;
  readonly ssl?: unknown;
}

/** Where the jobs wait: in schema `bullmq` of the database, or in Redis 6.2+. The truth is in our tables either way. */
export type QueueBackend =
  | { readonly kind: 'postgres'; readonly connection: PostgresConnection }
  | { readonly kind: 'redis'; readonly url: string; readonly prefix?: string };

/** A scheduler as the backend knows it. `next` is the time of its next tick in ms since 1970. */
export interface StoredScheduler {
  readonly key: string;
  readonly every?: number;
  readonly next?: number;
}

/** The part of a BullMQ queue that we use, the same for both backends. */
export interface QueueHandle {
  readonly name: string;
  add(name: string, data: object, options: JobsOptions): Promise<unknown>;
  upsertJobScheduler(
    key: string,
    repeat: { every: number },
    job: { name: string; data: object; opts: Omit<JobsOptions, 'jobId' | 'repeat' | 'delay'> },
  ): Promise<unknown>;
  getJobSchedulers(): Promise<StoredScheduler[]>;
  removeJobScheduler(key: string): Promise<boolean>;
  getJobCounts(): Promise<Record<string, number>>;
  waitUntilReady(): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

/** The part of a BullMQ worker that we use, the same for both backends. */
export interface WorkerHandle {
  readonly name: string;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'stalled', listener: (jobId: string) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

/** How long a worker that fell silent keeps its jobs, and how often they are looked for. */
export interface WorkerSettings {
  readonly concurrency: number;
  readonly lockDuration: number;
  readonly stalledInterval: number;
  readonly maxStalledCount: number;
}

/** Makes queues and workers of one backend. */
export interface QueueFactory {
  queue(name: QueueName): QueueHandle;
  worker(name: QueueName, process: Processor, settings: WorkerSettings): WorkerHandle;
}

/** Connections of one queue or worker; four queues in one process stay under 20 in all, and idle ones are closed. */
const postgresPoolSize = 2;
const schema = 'bullmq';
/** BullMQ leaves a worker idle for 15 s after a lost connection; people wait for what these queues do. In ms. */
const runRetryDelay = 2_000;

/** Chooses the backend. Nothing is connected until a queue or worker is made. */
export function createQueueFactory(backend: QueueBackend): QueueFactory {
  return backend.kind === 'postgres' ? postgresFactory(backend.connection) : redisFactory(backend.url, backend.prefix);
}

function postgresFactory(target: PostgresConnection): QueueFactory {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  // Without a limit a request for a connection waits for ever when the server does not answer.
  const limits = { connectionTimeoutMillis: 3_000, keepAlive: true, max: postgresPoolSize };
  const given = Object.entries(target).filter(([, value]) => value !== undefined);
  const connection = { ...Object.fromEntries(given), ...limits, schema, migrate: true };
  return {
    queue: (name) => new Queue(name, { connection }),
    worker: (name, process, settings) => new Worker(name, process, { connection, runRetryDelay, ...settings }),
  };
}

function redisFactory(url: string, prefix = 'tongxin'): QueueFactory {
  const { Queue, Worker } = withBackend(createRedisBackend);
  const retryStrategy = (times: number) => Math.min(200 * 2 ** times, 5_000);
  // A producer fails at once when Redis is away; ioredis would otherwise hold the call until it returns. It skips the
  // version check, whose failure during a reconnect would leave the queue unusable; the workers make that check.
  const producing = { url, retryStrategy, enableOfflineQueue: false, maxRetriesPerRequest: 1, skipVersionCheck: true };
  const working = { url, retryStrategy, maxRetriesPerRequest: null };
  return {
    queue: (name) => new Queue(name, { connection: producing, prefix }),
    worker: (name, process, settings) =>
      new Worker(name, process, { connection: working, prefix, runRetryDelay, ...settings }),
  };
}
