import { startSmallApp } from './small-app.js';

await startSmallApp();
