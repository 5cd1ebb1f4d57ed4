import { createRequire } from 'node:module';
import { type EventEmitter } from 'node:events';
import { endWithParent, say } from './say.js';

/** It has no types. */
interface Elector extends EventEmitter {
  start(): Promise<void>;
}
const require = createRequire(import.meta.url);
const { Elector } = require('@codedependant/kubernetes-leader-election') as {
  Elector: new (options: object) => Elector;
};

endWithParent();
const elector = new Elector(JSON.parse(process.argv[2] ?? '{}') as object);
elector.on('leadership_acquired', () => say('leading'));
elector.on('leadership_lost', () => say('stopped leading'));
elector.on('lease_renewed', () => say('renewed'));
say('up');
await elector.start();
say('started');
