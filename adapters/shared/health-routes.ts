import type { FastifyInstance } from 'fastify';

export interface Readiness {
  ok: boolean;
  /** By part (database, queue, each adapter): a word on how it is. No secrets, no texts. */
  checks: Readonly<Record<string, { ok: boolean; detail: string }>>;
}

export interface HealthSources {
  ready: () => Promise<Readiness>;
  /** Figures in Prometheus' text format. */
  metrics: () => Promise<string>;
}

/** `/healthz`: the process answers. `/readyz`: it can work, else 503 and the part that cannot. `/metrics`: figures. */
export function healthRoutes(server: FastifyInstance, { ready, metrics }: HealthSources): void {
  server.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ ok: true }));
  server.get('/readyz', async (_request, reply) => {
    const state = await ready();
    return reply
      .code(state.ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(state);
  });
  server.get('/metrics', async (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type('text/plain; version=0.0.4; charset=utf-8')
      .send(await metrics()),
  );
}
