/** Where a process touches what may fail. statement: inside a transaction, whose connection is then lost. */
export const ports = ['tx', 'statement', 'query', 'platform', 'model', 'clock', 'file'] as const;
export type Port = (typeof ports)[number];

/**
 * before: it never happened. after: it happened, and was then said to have failed. hang: it happened, but the answer
 * did not come within the call's own limit, while the rest of the world went on. crash: it happened, and the process is
 * gone. too_fast, server_error: what a platform may answer.
 */
export type Mode = 'before' | 'after' | 'hang' | 'crash' | 'too_fast' | 'server_error';

/** Says for each call what is to happen to it; null = nothing. */
export type FaultPlan = (port: Port, call: string) => Mode | null;

/** The process has gone: whatever it still says or does changes nothing. */
export class Crash extends Error {}

/** Codes of errors that this gate makes; every other error is a surprise. */
export const injectedCodes: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOSPC', 'EIO']);

const isMade = Symbol('injected');

/** The error of a planned fault, as the machine would give it. */
export function injected(code: string): Error {
  return Object.assign(new Error(`planned by the test: ${code}`), { code, [isMade]: true });
}

/** True when a planned fault, or the end of the process, stands behind the error. */
export function isInjected(error: unknown): boolean {
  if (error instanceof Crash) return true;
  if (!(error instanceof Error)) return false;
  return isMade in error || isInjected(error.cause);
}

export interface Call<T> {
  port: Port;
  /** What is called, for the story that a failure prints. No members' words. */
  name: string;
  work(): Promise<T>;
  /** How the fault shows to the caller. */
  failure(mode: Exclude<Mode, 'crash'>): Error;
  /** Virtual milliseconds until the caller gives up. */
  limitMs: number;
  /** It holds locks: nothing else can go on while it hangs. */
  locked?: boolean;
  /** Calls made inside it come through the gate themselves. `ends`: it ends with its process, all the same. */
  outer?: boolean | 'ends';
}

export interface GateOptions {
  plan: FaultPlan;
  /** Time passes and others act, while a call hangs. */
  hang(milliseconds: number): Promise<void>;
  /** Told of each planned fault. */
  note(fault: string): void;
}

/** All ways out of one process. */
export interface Gate {
  readonly dead: boolean;
  /** Rejects with Crash when the process ends. */
  readonly died: Promise<never>;
  run<T>(call: Call<T>): Promise<T>;
  /** For what answers at once; only `before` and `crash` can happen to it. */
  runNow<T>(port: Port, name: string, work: () => T): T;
  /** One after the other, in the order asked for: the same run makes the same calls. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** kill -9. */
  kill(): void;
  /** Resolves when nothing of the process is under way any more. */
  quiet(): Promise<void>;
}

/** What a dead process waits for. */
const never = <T>(): Promise<T> => new Promise<T>(() => {});

export function createGate({ plan, hang, note }: GateOptions): Gate {
  let dead = false;
  let die = () => {};
  const died = new Promise<never>((_resolve, reject) => {
    die = () => {
      dead = true;
      reject(new Crash('the process is gone'));
    };
  });
  died.catch(() => undefined);
  let turn: Promise<unknown> = Promise.resolve();
  const underWay = new Set<Promise<unknown>>();

  function planned(port: Port, name: string): Mode | null {
    const mode = plan(port, name);
    if (mode) note(`${mode} ${port} ${name}`);
    return mode;
  }

  function track<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    const over = () => void underWay.delete(work);
    work.then(over, over);
    return work;
  }

  /** Once the process is dead none of its code goes on: what it waits for never comes. */
  async function perform<T>(call: Call<T>): Promise<T> {
    if (dead) return never();
    const mode = planned(call.port, call.name);
    if (mode === 'before' || mode === 'too_fast' || mode === 'server_error') throw call.failure(mode);
    const work = call.outer === true ? call.work() : track(call.work());
    const result = await work.catch((error: unknown) => (dead ? never<T>() : Promise.reject(error)));
    if (dead) return never();
    if (mode === null) return result;
    if (mode === 'crash') {
      die();
      return never();
    }
    if (mode === 'hang' && !call.locked) await hang(call.limitMs);
    if (dead) return never();
    throw call.failure(mode);
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(() => (dead ? never<T>() : work()));
    turn = mine.catch(() => undefined);
    return mine;
  }

  return {
    get dead() {
      return dead;
    },
    died,
    run: (call) => (call.outer || call.locked ? perform(call) : inTurn(() => perform(call))),
    runNow(port, name, work) {
      if (dead) throw new Crash('the process is gone');
      const mode = planned(port, name);
      if (mode === 'crash') {
        die();
        throw new Crash('the process dies here');
      }
      if (mode !== null) throw injected('EIO');
      return work();
    },
    inTurn,
    kill: () => die(),
    async quiet() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
