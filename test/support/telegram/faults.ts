/** What goes wrong with a call. Once, unless `times` says more. */
export type ApiFault = { times?: number } & (
  | { status: number; description?: string; parameters?: { retry_after?: number; migrate_to_chat_id?: number } }
  /** An answer that is no JSON, as a proxy in between gives it. */
  | { status: number; html: string }
  /** The connection is cut: before anything was done, or after it was done and before the answer. */
  | { reset: 'before' | 'after' }
  /** Done, but no answer ever comes. */
  | { hang: true }
);

export interface FaultPlan {
  add(method: string, fault: ApiFault): void;
  take(method: string): ApiFault | undefined;
}

export function createFaultPlan(): FaultPlan {
  const planned: { method: string; fault: ApiFault; left: number }[] = [];
  return {
    add(method, fault) {
      planned.push({ method, fault, left: fault.times ?? 1 });
    },
    take(method) {
      const next = planned.find((each) => each.method === method && each.left > 0);
      if (next) next.left -= 1;
      return next?.fault;
    },
  };
}
