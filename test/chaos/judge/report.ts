import { type FaultEffect } from './gaps.js';
import { compare } from './spells.js';
import { type Verdict } from './verdict.js';

/** In a few lines. */
export function summaryOf(verdict: Verdict): string[] {
  const { violations, undecided, answers, terms, clientGoTerms, clientGoLate, closest, writes, effects } = verdict;
  return [
    `${effects.length} faults, ${terms} terms of ours and ${clientGoTerms} spells of client-go's.`,
    `${answers} times "yes": ${violations.length} violations, ${undecided} undecided; ` +
      `the closest two leaders were ${closest === undefined ? '?' : milliseconds(closest)} ms apart.`,
    `${writes.accepted} writes accepted, ${writes.acknowledged} of them acknowledged and none lost; ` +
      `${writes.refused} refused for an older token.`,
    `client-go itself said that it led while one of ours did: ${clientGoLate} times.`,
    ...violations.map(violation => `VIOLATION: ${violation}`),
  ];
}

/** Markdown: how long nobody led, by kind of fault. */
export function tablesOf(effects: readonly FaultEffect[]): string {
  const ours = effects.filter(({ fault }) => !fault.clientGoLed);
  const theirs = effects.filter(({ fault }) => fault.clientGoLed);
  if (theirs.length === 0) return tableOf(ours);
  return `${tableOf(ours)}\n\nWhile client-go led:\n\n${tableOf(theirs)}`;
}

function tableOf(effects: readonly FaultEffect[]): string {
  const kinds = new Map<string, FaultEffect[]>();
  for (const effect of effects) kinds.set(effect.fault.kind, [...(kinds.get(effect.fault.kind) ?? []), effect]);
  const rows = [...kinds]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([kind, own]) => {
      const leaderless = own.map(effect => effect.leaderless);
      const afterwards = own.map(effect => effect.afterwards);
      const columns = [own.length, median(leaderless), most(leaderless), median(afterwards), most(afterwards)];
      return `| ${kind} | ${columns.join(' | ')} |`;
    });
  return [
    '| fault | times | nobody led, median (ms) | longest | after its end, median (ms) | longest |',
    '|---|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}

function median(lengths: readonly bigint[]): string {
  const sorted = [...lengths].sort(compare);
  return milliseconds(sorted[Math.floor(sorted.length / 2)] ?? 0n);
}

function most(lengths: readonly bigint[]): string {
  return milliseconds(lengths.reduce((longest, length) => (length > longest ? length : longest), 0n));
}

function milliseconds(nanoseconds: bigint): string {
  const value = Number(nanoseconds) / 1e6;
  return value === 0 ? '0' : Math.abs(value) < 10 ? value.toFixed(1) : String(Math.round(value));
}
