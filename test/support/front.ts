import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { portOf } from './port.ts';

/** What stands before several processes of one service: a connection goes to the first that takes it, in turn. */
export interface Front {
  readonly url: string;
  readonly ports: number[];
  close(): Promise<void>;
}

export async function openFront(): Promise<Front> {
  const ports: number[] = [];
  const sockets = new Set<Socket>();
  let turn = 0;
  const reach = (near: Socket, tries: number): void => {
    if (tries === 0) return void near.destroy();
    turn += 1;
    const far = connect({ port: ports[turn % ports.length] ?? 1, host: '127.0.0.1' });
    let stands = false;
    far.on('error', () => (stands ? near.destroy() : reach(near, tries - 1)));
    far.once('connect', () => {
      stands = true;
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
      near.pipe(far).pipe(near);
    });
  };
  const server = createServer((near) => {
    sockets.add(near);
    near.on('close', () => sockets.delete(near)).on('error', () => near.destroy());
    reach(near, ports.length);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    ports,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
