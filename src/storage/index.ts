export { asTx, client } from './client.ts';
export { parseDatabaseUrl, type ConnectionOptions } from './connection-options.ts';
export { openDatabase, withDatabaseServer, type Database, type OpenDatabaseOptions } from './database.ts';
export * from './generated/prisma/enums.ts';
export { Prisma, type PrismaClient } from './generated/prisma/client.ts';
export { applyMigrations, checkMigrations, createMigration } from './migrations.ts';
export type { MigrationReport, NewMigration } from './migrations.ts';
export { StorageError, type StorageErrorCode } from './storage-error.ts';
export { inTransaction, isCollision, type TransactionOptions } from './transaction.ts';
