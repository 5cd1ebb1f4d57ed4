import { watchBare } from './bare-watch.js';
import { startSmallApp } from './small-app.js';

const [folder] = process.argv.slice(2);

await startSmallApp([], () => watchBare(folder));
