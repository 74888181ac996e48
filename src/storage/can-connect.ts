import { connect } from 'node:net';
import path from 'node:path';
import type { ConnectionOptions } from './connection-options.ts';

/** True when something takes connections there. Says nothing about whether it lets us in. */
export function canConnect({ host, port }: Pick<ConnectionOptions, 'host' | 'port'>): Promise<boolean> {
  const socket = connect(host.startsWith('/') ? { path: path.join(host, `.s.PGSQL.${port}`) } : { host, port });
  return new Promise<boolean>((resolve) => {
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.setTimeout(2_000, () => settle(false));
  });
}
