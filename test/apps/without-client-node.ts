import { register } from 'node:module';

/** For `node --import`: in this process @kubernetes/client-node is not installed; whoever asks for it is told on. */
register('./without-client-node-hooks.js', import.meta.url);
