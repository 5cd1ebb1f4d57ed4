import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds; nothing is concluded from how long it took. */
const patience = 180_000;

export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`waited ${patience / 1000} s in vain until ${what}`);
    await delay(20);
  }
}
