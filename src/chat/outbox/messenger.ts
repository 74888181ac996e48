import type { Messenger } from '../handling-context.ts';
import { enqueueEdit, enqueueSend } from './outbox.store.ts';

/** Messages leave as rows of the open transaction; the sender delivers them after its commit. */
export const messenger: Messenger = { send: enqueueSend, edit: enqueueEdit };
