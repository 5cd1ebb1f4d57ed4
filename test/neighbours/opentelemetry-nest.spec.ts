import { describe, expect, it } from '@jest/globals';
import { type NodeProgram } from '../support/node-program.js';
import { urlOf } from '../samples/sample.js';
import { neighbour } from './support/neighbour.js';

interface Span {
  readonly scope: string;
  readonly name: string;
  readonly id: string;
  readonly parent: string | undefined;
}

/** As the console's exporter prints them: each an object of its own. */
function spansOf({ lines }: NodeProgram): Span[] {
  const objects = lines.join('\n').match(/^\{\n(?: .*\n)*\}$/gm) ?? [];
  const found = (text: string, pattern: RegExp) => pattern.exec(text)?.[1];
  return objects.map(text => ({
    scope: found(text, /^ {2}instrumentationScope: \{\s*name: '([^']+)'/m)!,
    name: found(text, /^ {2}name: '([^']+)'/m)!,
    id: found(text, /^ {2}id: '([^']+)'/m)!,
    parent: found(text, /^ {4}spanId: '([^']+)'/m),
  }));
}

describe('The sample 17-opentelemetry-nest', () => {
  const { start } = neighbour('17-opentelemetry-nest');

  it('has one span of the run inside those of the route and of its handler', async () => {
    const app = start('pod-a');
    await app.says(/this process \("pod-a"\) leads/);
    expect((await fetch(`${await urlOf(app)}/stock/recount`, { method: 'POST' })).status).toBe(201);
    app.signal('SIGTERM');
    await app.exit();

    const nest = '@opentelemetry/instrumentation-nestjs-core';
    const spans = spansOf(app);
    const route = spans.find(({ scope, name }) => scope === nest && name === 'StockController.recount');
    const handler = spans.find(({ scope, name }) => scope === nest && name === 'recount');
    const runs = spans.filter(({ scope, name }) => scope === 'stock' && name === 'StockController.recount');
    expect(runs).toHaveLength(1);
    expect(handler?.parent).toBe(route?.id);
    expect(runs[0].parent).toBe(handler?.id);
  });
});
