import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Figures } from '../chat/figures.store.ts';
import type { Meter } from '../lib/meter.ts';
import type { Condition } from './reconciler.ts';

export interface MetricsSources {
  figures(): Promise<Figures>;
  /** What the reconciler of this process last saw and did. */
  reconciled(): Condition;
}

export interface Metrics {
  /** Counts for this process; they begin at 0 with it. */
  meter: Meter;
  /** The text of one scrape; what stands in the database is read afresh. */
  scrape(sources: MetricsSources): Promise<string>;
}

const inboxStates = ['pending', 'waiting', 'set_aside'];
const outboxStates = ['due', 'claimed', 'sending', 'failed', 'unknown'];
/** Answers, reminders, digests; see SendOptions. */
const priorities = [0, 1, 2];

/** Figures for Prometheus. */
export function createMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const fill = createGauges(register);
  return {
    meter: createMeter(register),
    async scrape(sources) {
      fill(await sources.figures(), sources.reconciled());
      return register.metrics();
    },
  };
}

/** What the process counts: every name that may be counted or observed stands here. */
function createMeter(register: Registry): Meter {
  const registers = [register];
  const counters = new Map([
    [
      'intake_updates',
      new Counter({
        name: 'tongxin_intake_updates_total',
        help: 'Updates by what became of them: accepted, unavailable (sent again later), refused',
        labelNames: ['platform', 'outcome'],
        registers,
      }),
    ],
    [
      'jobs',
      new Counter({
        name: 'tongxin_jobs_total',
        help: 'Runs of jobs: done, failed, cut_off (time up or process stopping), stalled (lost by a worker)',
        labelNames: ['queue', 'job', 'outcome'],
        registers,
      }),
    ],
  ]);
  const histograms = new Map([
    [
      'intake_seconds',
      new Histogram({
        name: 'tongxin_intake_seconds',
        help: 'Time until updates were committed, which is when they are acknowledged',
        labelNames: ['platform', 'outcome'],
        buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
        registers,
      }),
    ],
    [
      'intake_batch',
      new Histogram({
        name: 'tongxin_intake_batch_updates',
        help: 'Updates that came in together',
        labelNames: ['platform'],
        buckets: [1, 2, 5, 10, 20, 50, 100],
        registers,
      }),
    ],
  ]);
  return {
    count: (name, labels, by = 1) => counters.get(name)?.inc({ ...labels }, by),
    observe: (name, labels, value) => histograms.get(name)?.observe({ ...labels }, value),
  };
}

/** What stands in the database, and what the reconciler saw. @returns a function that sets it all */
function createGauges(register: Registry) {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `tongxin_${name}`, help, labelNames, registers: [register] });
  const inbox = gauge('inbox_messages', 'Inbox messages that are not done, by state', ['state']);
  const inboxAge = gauge('inbox_age_seconds', 'Age of the oldest message that is due to be handled');
  const outbox = gauge('outbox_messages', 'Outbox messages that are not sent', ['state', 'priority']);
  const age = gauge('outbox_age_seconds', 'Age of the oldest message that is due to leave', ['priority']);
  const lateness = gauge('reminder_lateness_seconds', 'How late the most overdue reminder is');
  const inTime = gauge('reminders_last_hour', 'Reminders delivered in the last hour, late by at most le seconds', [
    'le',
  ]);
  const calls = gauge('model_calls', 'Requests to the model since ever, by outcome', ['outcome']);
  const tokens = gauge('model_tokens', 'Tokens since ever, as the model’s server counts them', ['kind']);
  const notices = gauge('untold_notices', 'Notices that wait until a secretary opens a private talk');
  const stuck = gauge('stuck_rows', 'Rows that wait too long, at the last look', ['kind']);
  const woken = gauge('reconciler_repairs', 'Lost work put back since the process began', ['kind']);
  const gap = gauge('clock_gap_seconds', 'How far the database’s clock is ahead of this machine’s');

  return (figures: Figures, reconciled: Condition) => {
    for (const state of inboxStates) inbox.set({ state }, figures.inbox[state] ?? 0);
    inboxAge.set(figures.inboxAgeSeconds);
    for (const priority of priorities) {
      const of = figures.outbox.filter((row) => row.priority === priority);
      for (const state of outboxStates) {
        outbox.set({ state, priority }, of.find((row) => row.state === state)?.count ?? 0);
      }
      age.set({ priority }, figures.outboxAgeSeconds.find((row) => row.priority === priority)?.age ?? 0);
    }
    lateness.set(figures.reminderLatenessSeconds);
    for (const { within, count } of figures.remindersInTime) {
      inTime.set({ le: Number.isFinite(within) ? within : '+Inf' }, count);
    }
    for (const row of figures.model) calls.set({ outcome: row.outcome }, row.calls);
    const sum = (key: 'promptTokens' | 'completionTokens') => figures.model.reduce((all, row) => all + row[key], 0);
    tokens.set({ kind: 'prompt' }, sum('promptTokens'));
    tokens.set({ kind: 'completion' }, sum('completionTokens'));
    notices.set(figures.untoldNotices);
    for (const [kind, count] of Object.entries(reconciled.stuck)) stuck.set({ kind }, count);
    for (const [kind, count] of Object.entries(reconciled.woken)) woken.set({ kind }, count);
    woken.set({ kind: 'reminders' }, reconciled.reminded);
    gap.set(reconciled.clockGapMs / 1000);
  };
}
