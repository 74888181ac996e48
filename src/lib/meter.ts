type Labels = Readonly<Record<string, string>>;

/** Where a process counts what it does. Labels are few and fixed: platforms, queues, outcomes; never people. */
export interface Meter {
  /** Adds to a count that only grows. */
  count(name: string, labels: Labels, by?: number): void;
  /** Notes how long something took, in seconds, or how large it was. */
  observe(name: string, labels: Labels, value: number): void;
}
