import { describe, it } from '@jest/globals';
import { sample } from './sample.js';

describe('The sample 07-opentelemetry', () => {
  const { start } = sample('07-opentelemetry');

  it('prints the spans of ticks, runs and the term, and the metrics', async () => {
    const app = start('pod-a');
    await app.says(/name: 'tick stock'/);
    await app.says(/name: 'StockJobs.countStock'/);
    await app.says(/'leader_election.outcome': 'done'/);
    await app.says(/name: 'leader_election_master_status'/);
    app.signal('SIGTERM');
    await app.says(/name: 'term opentelemetry'/);
    await app.exit();
  });
});
