import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createTelegramAdapter } from '../../../adapters/telegram/telegram-adapter.ts';
import { asConversationId } from '../../../src/chat/conversation-id.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { freePort, portOf } from '../../support/port.ts';

const files = {
  put: () => Promise.reject(new Error('not used')),
  read: () => Promise.reject(new Error('not used')),
};

describe('a connection that never stands', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  const sendTo = (port: number) => {
    const adapter = createTelegramAdapter({
      token: '1:abc',
      apiRoot: `https://127.0.0.1:${port}`,
      files,
      log: silentLogger,
    });
    return adapter.send({ key: '1', conversation: asConversationId('telegram:5'), body: { text: '提醒' } });
  };

  it('is a definite refusal when the TLS handshake is cut', async () => {
    server = createServer((socket) => socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await expect(sendTo(portOf(server))).rejects.toMatchObject({
      code: 'telegram.unreachable',
      outcome: 'refused',
      permanent: false,
    });
  });

  it('is a definite refusal when the other side speaks no TLS', async () => {
    server = createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    await expect(sendTo(portOf(server))).rejects.toMatchObject({ code: 'telegram.unreachable', outcome: 'refused' });
  });

  it('is a definite refusal when nobody listens', async () => {
    await expect(sendTo(await freePort())).rejects.toMatchObject({ code: 'telegram.unreachable', outcome: 'refused' });
  });
});
