import { Client, type ClientConfig } from 'pg';
import type { ConnectionOptions } from './connection-options.ts';

/**
 * A connection whose loss never ends the process. A pool listens to its idle connections only: one that is lent out and
 * breaks between two statements of a transaction would have nobody to tell, and Node ends the program for that. Whoever
 * has it learns of the loss from the next statement.
 */
export class GuardedClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/** The same place for whoever makes a pool of its own. */
export const guarded = (connection: ConnectionOptions) => ({ ...connection, Client: GuardedClient });
