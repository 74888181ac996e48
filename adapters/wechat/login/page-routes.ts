import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Locale } from '../../../src/chat/locale.ts';
import { requireLoopback } from '../../shared/host-guard.ts';
import { RequestError } from '../../shared/http-errors.ts';
import { httpTexts } from '../../shared/texts.ts';
import { pageHeaders, renderPage, type PageState } from './page-view.ts';
import { wechatTexts } from '../texts.ts';

export const pagePath = '/wechat';

/** What proxies add. Behind one everybody would come from this machine. */
const forwarding = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/**
 * `/wechat`: the code to log in with and what works, as a page; `/wechat/state`: the same as JSON. Whoever sees the code
 * can hand us another account, so only somebody at this machine does.
 */
export function registerPage(server: FastifyInstance, read: () => PageState, locale: Locale): void {
  const [http, t] = [httpTexts(locale), wechatTexts(locale)];
  const guard = (request: FastifyRequest) => {
    requireLoopback(request, http);
    if (forwarding.some((name) => request.headers[name] !== undefined)) {
      throw new RequestError(403, 'host.forwarded', t('host.forwarded'));
    }
  };
  void server.register(async (scope) => {
    scope.addHook('onRequest', async (request) => guard(request));
    scope.get(pagePath, async (_request, reply) =>
      reply
        .headers(pageHeaders)
        .type('text/html; charset=utf-8')
        .send(await renderPage(read(), locale)),
    );
    scope.get(`${pagePath}/state`, async (_request, reply) => reply.header('cache-control', 'no-store').send(read()));
  });
}
