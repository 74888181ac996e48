import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../../src/lib/loopback.ts';
import { RequestError } from './http-errors.ts';
import type { HttpTexts } from './texts.ts';

/** Host name of a Host header, without the port; null when it is none. */
function hostName(host: string | undefined): string | null {
  if (!host || /[\s/@?#\\]/.test(host)) return null;
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : null;
}

const bareAddress = (address: string | undefined) => (address ?? '').replace(/^::ffff:/i, '');

/**
 * Lets only this machine in: the peer and the Host header must be loopback (a foreign name that resolves to 127.0.0.1
 * is the trick called DNS rebinding), and a request that a page sends must come from our own page.
 * What X-Forwarded-… says is not looked at.
 * @throws RequestError 403
 */
export function requireLoopback(request: FastifyRequest, t: HttpTexts): void {
  const { host, origin } = request.headers;
  const name = hostName(host);
  if (name === null || !isLoopback(name) || !isLoopback(bareAddress(request.socket.remoteAddress))) {
    throw new RequestError(403, 'host.refused', t('host.refused'));
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${String(host).toLowerCase()}`) {
    throw new RequestError(403, 'origin.refused', t('origin.refused'));
  }
}
