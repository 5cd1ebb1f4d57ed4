import { type BillingMessage } from './settings.js';

/** Where whoever started this process has just gone, there is nobody to tell. */
export function tell(message: BillingMessage): void {
  process.send?.(message, undefined, {}, () => {});
}
