/** The JSON doors that show the state of a unit; shapes are promises to readers outside. Every method throws AppError `unit.not_found`, `activity.not_found` or `draft.not_found`. */
export interface ReadingState {
  submissions(
    unit: string,
  ): Promise<readonly { number: string; author: string; text: string; state: string; at: string }[]>;
  activities(
    unit: string,
  ): Promise<readonly { id: number; title: string; kind: string; startsAt: string; place: string; state: string }[]>;
  roll(activityId: number): Promise<
    readonly {
      member: string;
      name: string;
      state: 'none' | 'acknowledged' | 'joined' | 'on_leave' | 'tentative' | 'waiting' | 'attended';
      guests: number;
      note: string;
    }[]
  >;
  points(
    unit: string,
    year: number | undefined,
  ): Promise<{
    year: number;
    totals: readonly { member: string; name: string; counted: number; raw: number }[];
    entries: readonly {
      member: string;
      item: string;
      raw: number;
      counted: number;
      state: string;
      at: string;
      reason: string;
    }[];
  }>;
  drafts(unit: string): Promise<readonly { id: number; title: string; state: string }[]>;
  draft(id: number): Promise<{
    id: number;
    title: string;
    state: string;
    clauses: readonly { section: string; text: string; cites: readonly string[] }[];
  }>;
  /** The Word file of a draft. */
  document(id: number): Promise<{ name: string; type: string; bytes: Buffer }>;
}
