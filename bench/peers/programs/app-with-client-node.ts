import '@kubernetes/client-node';
import { startSmallApp } from './small-app.js';

await startSmallApp();
