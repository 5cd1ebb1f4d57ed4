import { type Eligible } from '../eligibility.js';
import { type ConnectionOption } from '../../lease/connection/connection-option.js';

/** What an elector says once, when it starts, about how it came to its options. */
export interface StartNote {
  readonly level: 'log' | 'warn';
  readonly message: string;
}

interface Defaults {
  readonly leaseName: string;
  readonly namespace: string;
  readonly connection: ConnectionOption;
  readonly eligible: Eligible;
  /** Whether these two were left out. */
  readonly isDefaultName: boolean;
  readonly isDefaultConnection: boolean;
  readonly isProduction: boolean;
}

/** So that nobody wonders why a job never runs here. */
export function observerNote(leaseName: string): StartNote {
  const message = `Lease "${leaseName}": this process is an observer (\`eligible: false\`): it knows who leads, and never leads itself.`;
  return { level: 'log', message };
}

/** Defaults that are right for most and disastrous for some, who should not find out from an accident. */
export function startNotes(defaults: Defaults): StartNote[] {
  const { leaseName, namespace, connection, eligible, isDefaultName, isDefaultConnection, isProduction } = defaults;
  if (eligible === false) return [observerNote(leaseName)];
  if (connection === 'none') {
    if (!isDefaultConnection) return [];
    const message =
      `Lease "${leaseName}": no Kubernetes here: this process leads without asking anybody, and so does every other one. ` +
      "If that is intended, set `connection: 'none'`; if not, say how to reach the API server with `connection`.";
    return [{ level: isProduction ? 'warn' : 'log', message }];
  }
  if (!isDefaultName) return [];
  const message =
    `Lease "${leaseName}" in the namespace "${namespace}": \`leaseName\` was left out. Every app of this namespace that ` +
    'leaves it out competes for this same lease. Set `leaseName`, for example to the name of the app.';
  return [{ level: 'warn', message }];
}
