import { watchBareHttp2 } from './bare-http2-watch.js';
import { startSmallApp } from './small-app.js';

const [folder] = process.argv.slice(2);

await startSmallApp([], () => watchBareHttp2(folder));
