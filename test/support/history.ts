import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import type { Ack } from '../../src/cli/verify/acks.store.ts';
import type { Delivery } from '../../src/cli/verify/deliveries.store.ts';

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A file of JSON lines, each on disk before the call returns: what is in it, the client knew before anything else. */
function openLines(file: string) {
  const handle = openSync(file, 'a');
  return {
    file,
    write(line: Ack | Delivery) {
      writeSync(handle, `${JSON.stringify({ ...line, at: Date.now() })}\n`);
      fdatasyncSync(handle);
    },
    close: () => closeSync(handle),
  };
}

/** What the client's side of a test saw: the server is not asked what it acknowledged. */
export interface History {
  readonly file: string;
  readonly acknowledged: number;
  write(ack: Ack): void;
  /** Resolves to the milliseconds (performance.now) of the next acknowledgement. */
  nextAck(): Promise<number>;
  close(): void;
}

export function openHistory(file: string): History {
  const lines = openLines(file);
  let acknowledged = 0;
  let waiting: ((at: number) => void)[] = [];
  return {
    file,
    get acknowledged() {
      return acknowledged;
    },
    write(ack) {
      lines.write(ack);
      if (ack.type !== 'ok' || ack.op === 'receipt') return;
      acknowledged += 1;
      const told = waiting;
      waiting = [];
      for (const resolve of told) resolve(performance.now());
    },
    nextAck: () => new Promise((resolve) => waiting.push(resolve)),
    close: lines.close,
  };
}

export const openDeliveries = (file: string) => openLines(file);
export type Deliveries = ReturnType<typeof openDeliveries>;
