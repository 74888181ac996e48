import https from 'node:https';
import type { Duplex } from 'node:stream';

/** Error code of a connection that never stood: not a byte of the request has left. */
export const notConnected = 'NOT_CONNECTED';

/** Milliseconds for address, TCP and TLS together. A black-holed route would otherwise hang for minutes. */
const connectLimitMs = 10_000;

/**
 * An HTTPS agent that tells a failure before the request (no address, refused, TLS cut) from one after it. Only the
 * agent can know: later all of them look like ECONNRESET. A send that failed before may be repeated, one after may not.
 */
export class ConnectAgent extends https.Agent {
  constructor() {
    // Idle connections are dropped before the platform drops them, so that a send rarely meets a dead one.
    super({ keepAlive: true, keepAliveMsecs: 10_000, timeout: 5_000 });
  }

  override createConnection(
    ...args: Parameters<https.Agent['createConnection']>
  ): ReturnType<https.Agent['createConnection']> {
    const socket = super.createConnection(...args);
    if (socket) watchConnect(socket);
    return socket;
  }
}

function watchConnect(socket: Duplex): void {
  const late = setTimeout(() => {
    socket.destroy(Object.assign(new Error('no connection in time'), { code: notConnected }));
  }, connectLimitMs);
  const rename = (error: Error) => Object.assign(error, { code: notConnected });
  socket.prependListener('error', rename);
  socket.once('secureConnect', () => {
    clearTimeout(late);
    socket.off('error', rename);
  });
  socket.once('close', () => clearTimeout(late));
}
