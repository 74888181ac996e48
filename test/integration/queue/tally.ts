/** Collects what handlers report and lets a test wait for the moment, in place of sleeping. */
export class Tally<T> {
  readonly seen: T[] = [];
  readonly #waiting = new Set<() => void>();

  add(item: T): void {
    this.seen.push(item);
    for (const look of this.#waiting) look();
  }

  /** Waits until `count` items are there; fails after `ms` with what has come so far. */
  async reaches(count: number, ms = 15_000): Promise<readonly T[]> {
    await new Promise<void>((resolve, reject) => {
      const done = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settle();
      };
      const look = () => this.seen.length >= count && done(resolve);
      const short = () => new Error(`waited ${ms} ms for ${count} items, got ${JSON.stringify(this.seen)}`);
      const timer = setTimeout(() => done(() => reject(short())), ms);
      this.#waiting.add(look);
      look();
    });
    return this.seen;
  }
}
