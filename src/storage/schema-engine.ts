import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { z } from 'zod';
import type { ConnectionOptions } from './connection-options.ts';
import { createSafeAdapter } from './safe-adapter.ts';
import { StorageError } from './storage-error.ts';

/** The part we use; Node's type declarations leave it out. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

let loading: Promise<void> | undefined;

/** Prisma's schema engine compiled to WebAssembly, from npm: nothing is downloaded. Loaded once, when first needed. */
function loadEngine(): Promise<void> {
  loading ??= instantiate();
  return loading;
}

async function instantiate(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const bytes = await readFile(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
  const imports = { './schema_engine_bg.js': { ...bindings } };
  const { instance } = await WebAssembly.instantiate(bytes, imports);
  // oxlint-disable-next-line no-underscore-dangle -- the package's only way in
  bindings.__wbg_set_wasm(instance.exports);
  const begin = instance.exports['__wbindgen_start'];
  if (typeof begin === 'function') begin();
}

/**
 * Runs `use` with an engine on this database and closes all its connections afterwards.
 * @param schema place and text of schema.prisma
 * @throws StorageError `storage.schema_engine` with what the engine said
 */
export async function withSchemaEngine<T>(
  connection: ConnectionOptions,
  schema: { readonly path: string; readonly content: string },
  use: (engine: bindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  await loadEngine();
  const adapter = createSafeAdapter(connection);
  const datamodels: [string, string][] = [[schema.path, schema.content]];
  try {
    const factory = bindMigrationAwareSqlAdapterFactory(adapter.factory);
    return await use(await bindings.SchemaEngine.new({ datamodels }, () => undefined, factory));
  } catch (error) {
    throw error instanceof StorageError
      ? error
      : new StorageError('storage.schema_engine', saidBy(error), { cause: error });
  } finally {
    await adapter.close();
  }
}

const engineError = z.object({ message: z.string() });

/** The engine's errors carry JSON as their message. */
function saidBy(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  try {
    return engineError.parse(JSON.parse(text)).message;
  } catch (unreadable) {
    if (unreadable instanceof SyntaxError || unreadable instanceof z.ZodError) return text;
    throw unreadable;
  }
}
