import { writeSync } from 'node:fs';

/** Tells the bench, with when it was: now, unless a moment is given. */
export function say(event: string, more: Record<string, unknown> = {}, at = process.hrtime.bigint()): void {
  writeSync(1, `${JSON.stringify({ event, at: String(at), ...more })}\n`);
}

/** Ends this process with its parent, even if that was killed. */
export function endWithParent(): void {
  process.stdin.on('end', () => process.exit(1)).on('error', () => process.exit(1));
  process.stdin.resume();
  (process.stdin as unknown as { unref?(): void }).unref?.();
}
