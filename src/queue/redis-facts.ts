import { Redis } from 'ioredis';

export interface RedisFacts {
  /** Such as "7.0.15"; null when the server does not tell. */
  version: string | null;
  /** What it does when its memory is full; anything but `noeviction` throws waiting jobs away. */
  evictionPolicy: string | null;
}

/** @throws what ioredis throws when Redis cannot be reached or does not let us in, within 3 s */
export async function readRedisFacts(url: string): Promise<RedisFacts> {
  const limits = { connectTimeout: 3_000, commandTimeout: 3_000, maxRetriesPerRequest: 0 };
  const redis = new Redis(url, { lazyConnect: true, ...limits, retryStrategy: () => null });
  // The calls below only say that the connection is closed; why is said here.
  let heard: unknown;
  redis.on('error', (error) => {
    heard = error;
  });
  try {
    await redis.connect();
    const told = await redis.info();
    return {
      version: /^redis_version:(\S+)/m.exec(told)?.[1] ?? null,
      evictionPolicy: /^maxmemory_policy:(\S+)/m.exec(told)?.[1] ?? null,
    };
  } catch (error) {
    throw heard ?? error;
  } finally {
    redis.disconnect();
  }
}
