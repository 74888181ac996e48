import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Figures } from './chat/figures.store.ts';

const inboxStates = ['pending', 'waiting', 'set_aside'] as const;
const outboxStates = ['due', 'claimed', 'sending', 'failed', 'unknown'] as const;

/** Figures for Prometheus, read afresh at each scrape. @returns the text of one scrape */
export function createMetrics(read: () => Promise<Figures>): () => Promise<string> {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `tongxin_${name}`, help, registers: [register], labelNames: ['state'] });
  const inbox = gauge('inbox_messages', 'Inbox messages that are not done, by state');
  const outbox = gauge('outbox_messages', 'Outbox messages that are not sent, by state');
  const single = (name: string, help: string) => new Gauge({ name: `tongxin_${name}`, help, registers: [register] });
  const age = single('outbox_age_seconds', 'Age of the oldest message that is due to leave');
  const lateness = single('reminder_lateness_seconds', 'How late the most overdue reminder is');
  return async () => {
    const figures = await read();
    for (const state of inboxStates) inbox.set({ state }, figures.inbox[state] ?? 0);
    for (const state of outboxStates) outbox.set({ state }, figures.outbox[state] ?? 0);
    age.set(figures.outboxAgeSeconds);
    lateness.set(figures.reminderLatenessSeconds);
    return register.metrics();
  };
}
