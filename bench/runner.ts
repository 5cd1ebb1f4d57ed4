import { type Lab } from './lab/lab.js';
import { isReached, type Measured, type Measurement, type Result, type Row, type Taken } from './row.js';
import { summarize } from './samples.js';

/**
 * What is sensitive to the machine's load runs first, one after the other; then all that mostly waits, together.
 *
 * @returns the rows that were measured; what failed is told, and costs no other row its figures
 */
export async function runRows(lab: Lab, rows: readonly Row[], tell: (progress: string) => void): Promise<Result[]> {
  const jobs = rows.flatMap(row =>
    row.measurements.filter(({ slow }) => !(slow && lab.isQuick)).map(measurement => ({ row, measurement })),
  );
  const taken = new Map<Row, Taken[]>(rows.map(row => [row, []]));
  const failed = new Set<Row>();
  const run = async ({ row, measurement }: { row: Row; measurement: Measurement }) => {
    const begin = performance.now();
    try {
      const figures = await measurement.take(lab);
      taken.get(row)?.push(...figures);
      const seconds = ((performance.now() - begin) / 1000).toFixed(1);
      for (const { who, samples } of figures) tell(`${row.name}, ${who}: ${samples.length} samples (${seconds} s)`);
    } catch (error) {
      failed.add(row);
      tell(`${row.name} FAILED: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
  for (const job of jobs.filter(({ measurement }) => !measurement.patient)) await run(job);
  await Promise.all(jobs.filter(({ measurement }) => measurement.patient).map(run));
  return rows.filter(row => !failed.has(row)).map(row => resultOf(row, taken.get(row) ?? []));
}

function resultOf(row: Row, taken: readonly Taken[]): Result {
  const of = (who: string) => taken.find(figures => figures.who === who)?.samples ?? [];
  return {
    row: row.name,
    title: row.title,
    unit: row.unit,
    measuredAt: new Date().toISOString(),
    measured: taken.map(({ who, samples, note }): Measured => ({
      who,
      ...summarize(samples),
      ...(note === undefined ? {} : { note }),
      ...(row.plotted ? { samples: samples.map(sample => Number(sample.toFixed(2))) } : {}),
    })),
    checks: row
      .judge(of)
      .filter(({ figure }) => !Number.isNaN(figure))
      .map(check => ({ ...check, reached: isReached(check) })),
  };
}
