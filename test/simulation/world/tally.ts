/** Counts what happened, by name; runs add up. */
export class Tally {
  readonly counts: Record<string, number> = {};

  count(name: string, by = 1): void {
    this.counts[name] = (this.counts[name] ?? 0) + by;
  }

  add(other: Record<string, number>): void {
    for (const name of Object.keys(other)) this.count(name, other[name]);
  }
}
