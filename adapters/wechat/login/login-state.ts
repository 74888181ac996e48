/** Our account while it is logged in. */
export interface Account {
  id: string;
  name: string;
}

export type Phase =
  /** Not opened, or closed by a fault. */
  | 'shut'
  /** Opened; no sign of life of WeChat yet. */
  | 'silent'
  /** A code waits to be scanned. */
  | 'scan'
  /** The code was scanned; the phone asks for a confirmation. */
  | 'scanned'
  | 'in'
  /** Was logged in, and is not any more; a code will come. */
  | 'out';

/** How our account stands with WeChat. */
export interface LoginState {
  readonly phase: Phase;
  /** What the code to be scanned says. */
  readonly code: string | null;
  readonly account: Account | null;
  /** Grows with each login. */
  readonly logins: number;
  to(phase: 'shut' | 'silent' | 'scanned' | 'out'): void;
  showCode(code: string): void;
  enter(account: Account): void;
  /** The name became known after the login. */
  rename(name: string): void;
  /** Resolves at the next change: true; or after `limitMs`: false; or when the signal comes: false. */
  changed(signal: AbortSignal, limitMs?: number): Promise<boolean>;
}

export function createLoginState(): LoginState {
  let state: { phase: Phase; code: string | null; account: Account | null } = {
    phase: 'shut',
    code: null,
    account: null,
  };
  let logins = 0;
  const waiting = new Set<() => void>();
  function set(next: typeof state): void {
    state = next;
    for (const tell of waiting) tell();
  }
  return {
    get phase() {
      return state.phase;
    },
    get code() {
      return state.code;
    },
    get account() {
      return state.account;
    },
    get logins() {
      return logins;
    },
    to: (phase) => set({ phase, code: null, account: null }),
    showCode: (code) => set({ phase: 'scan', code, account: null }),
    enter(account) {
      logins += 1;
      set({ phase: 'in', code: null, account });
    },
    rename(name) {
      if (state.account) state.account = { ...state.account, name };
    },
    changed(signal, limitMs) {
      if (signal.aborted) return Promise.resolve(false);
      return new Promise((resolve) => {
        const finish = (isChanged: boolean) => {
          clearTimeout(timer);
          waiting.delete(tell);
          signal.removeEventListener('abort', stop);
          resolve(isChanged);
        };
        const tell = () => finish(true);
        const stop = () => finish(false);
        const timer = limitMs === undefined ? undefined : setTimeout(finish, limitMs, false);
        waiting.add(tell);
        signal.addEventListener('abort', stop);
      });
    },
  };
}
