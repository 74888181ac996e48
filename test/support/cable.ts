import { createServer, connect, type NetConnectOpts, type Socket } from 'node:net';
import { once } from 'node:events';
import { portOf } from './port.ts';

/** A stretch of network between our code and a real server, which a test can cut and mend. */
export interface Cable {
  readonly host: string;
  readonly port: number;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Takes connections again, on the same port. */
  mend(): Promise<void>;
  /**
   * What comes back from the server is lost (`replies`), or nothing passes either way (`all`), while every connection
   * seems to stand: also those that are made meanwhile. `none` ends it; what was lost stays lost.
   */
  swallow(what: 'none' | 'replies' | 'all'): void;
}

/** Lays a cable from a free loopback port to a server, given by port or by the path of its socket. */
export async function layCable(target: NetConnectOpts): Promise<Cable> {
  const sockets = new Set<Socket>();
  let swallowed: 'none' | 'replies' | 'all' = 'none';
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const far = connect(target);
    keep(near);
    keep(far);
    // An error on one side ends both; what the code under test makes of it is what the test looks at.
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    near.on('data', (bytes) => swallowed !== 'all' && far.write(bytes)).on('end', () => far.end());
    far.on('data', (bytes) => swallowed === 'none' && near.write(bytes)).on('end', () => near.end());
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const port = portOf(server);
  return {
    host: '127.0.0.1',
    port,
    async cut() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    swallow(what) {
      swallowed = what;
    },
    async mend() {
      if (!server.listening) await listen(port);
    },
  };
}
