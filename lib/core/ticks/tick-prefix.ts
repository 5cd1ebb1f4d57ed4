/** What the ledger keeps in a lease's annotations begins like this; everything else there belongs to others. */
export const tickPrefix = 'ticks.nestjs-kubernetes-leader/';
