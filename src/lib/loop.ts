/** Work that is done when there is some, when somebody says so, and at the latest every `idleMs`. */
export interface Loop {
  start(): void;
  /** Looks for work now. Cheap; may be called any number of times. */
  nudge(): void;
  /** Begins no new round and resolves when the present one has ended. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** One round; true = there may be more at once; a number = look again after so many milliseconds, or `idleMs`. */
  round(): Promise<boolean | number>;
  idleMs: number;
  /** A round threw; the loop goes on after `idleMs`. */
  onError(error: unknown): void;
}

export function createLoop({ round, idleMs, onError }: LoopOptions): Loop {
  const state = { running: false, nudged: false };
  let wake: (() => void) | null = null;
  let ended: Promise<void> = Promise.resolve();

  const rest = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function run(): Promise<void> {
    while (state.running) {
      state.nudged = false;
      const more = await round().catch((error: unknown) => {
        onError(error);
        return false;
      });
      if (state.running && more !== true && !state.nudged) {
        await rest(more === false ? idleMs : Math.min(more, idleMs));
      }
      wake = null;
    }
  }

  return {
    start() {
      if (state.running) return;
      state.running = true;
      ended = run();
    },
    nudge() {
      state.nudged = true;
      wake?.();
    },
    async stop() {
      state.running = false;
      wake?.();
      await ended;
    },
  };
}
