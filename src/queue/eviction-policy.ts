import { Redis } from 'ioredis';

/**
 * What Redis does when its memory is full, by its own word: anything but `noeviction` throws waiting jobs away.
 * @returns null when the server does not tell
 * @throws what ioredis throws when Redis cannot be reached within 2 s
 */
export async function readEvictionPolicy(url: string): Promise<string | null> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Errors arrive through the calls below; without a listener ioredis would print them.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1] ?? null;
  } finally {
    redis.disconnect();
  }
}
