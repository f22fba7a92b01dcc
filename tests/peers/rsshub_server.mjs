// Serve the RSSHub of the npm package `rsshub`, which brings no server of its own. PORT is taken from the environment.
import fs from 'node:fs';
import { serve } from '@hono/node-server';
import { init } from 'rsshub';

await init({ IS_PACKAGE: '', NO_LOGFILES: 'true', CACHE_TYPE: 'memory', ...process.env }); // '' = feeds, not raw JSON
const bundle = fs.readFileSync('node_modules/rsshub/dist-lib/pkg.mjs', 'utf8').match(/app-[\w-]+\.mjs/)[0];
const app = (await import(`./node_modules/rsshub/dist-lib/${bundle}`)).default;
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env.PORT) }, () => console.log('READY'));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
