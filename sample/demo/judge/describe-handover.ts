import { type Handover } from './handover.js';

export function describeHandover(handover: Handover): string {
  const { from, to, cause, milliseconds, drained } = handover;
  const what = `${cause?.fault ?? 'by itself'}: ${from.replica} → ${to.replica}, nobody worked for ${ms(milliseconds)}`;
  return drained === undefined ? what : `${what}, after ${ms(drained)} of finishing its job`;
}

export function ms(milliseconds: number): string {
  return `${milliseconds < 100 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}
