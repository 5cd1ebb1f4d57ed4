import { type Fleet } from '../fleet/fleet.js';
import { verdict } from '../judge/verdict.js';

const patience = 30_000;

/** Resolves when it is so; rejects when it takes too long, or two replicas worked at once. */
export async function until(fleet: Fleet, what: string, isSo: () => boolean): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let look = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`Waited ${patience / 1000} s in vain: ${what}.`)), patience);
      look = () => {
        const { isClean, text } = verdict(fleet.spells);
        if (!isClean) reject(new Error(text));
        else if (isSo()) resolve();
      };
      fleet.on('change', look);
      look();
    });
  } finally {
    clearTimeout(timer);
    fleet.off('change', look);
  }
}
