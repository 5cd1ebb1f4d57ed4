/** Figures of one kind, and what is told of them. */
export interface Summary {
  readonly n: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    n: sorted.length,
    median: percentile(sorted, 50),
    p95: percentile(sorted, 95),
    p99: percentile(sorted, 99),
    max: sorted.at(-1) ?? NaN,
  };
}

/** The smallest sample that so many per cent do not exceed. */
function percentile(sorted: readonly number[], per100: number): number {
  return sorted[Math.max(0, Math.ceil((per100 / 100) * sorted.length) - 1)] ?? NaN;
}
