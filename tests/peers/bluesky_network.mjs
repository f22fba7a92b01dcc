// A whole Bluesky network on loopback with one account in each state; prints one line of JSON, ends with its input.
// Run it beside node_modules/@atproto/dev-env: node --import ./loopback.mjs bluesky_network.mjs
// With DB_POSTGRES_URL and REDIS_HOST set it has an AppView, else only the directory (PLC) and a server (PDS).
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const entry = createRequire(`${process.cwd()}/`).resolve('@atproto/dev-env');
const { TestNetwork, TestNetworkNoAppView } = await import(pathToFileURL(entry).href);

const DAY = 86_400_000;
const ago = (days) => new Date(Date.now() - days * DAY).toISOString();
const withAppView = Boolean(process.env.DB_POSTGRES_URL);
const network = withAppView
  ? await TestNetwork.create({ dbPostgresSchema: 'bsky', pds: { hostname: 'localhost' } })
  : await TestNetworkNoAppView.create({ pds: { hostname: 'localhost' } });
const pds = network.pds.url;
const admin = { authorization: `Basic ${Buffer.from('admin:admin-pass').toString('base64')}` };

async function call(method, body, headers = {}) {
  const answer = await fetch(`${pds}/xrpc/${method}`, {
    method: 'POST',
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : {};
}

async function account(name) {
  const made = await call('com.atproto.server.createAccount', {
    handle: `${name}.test`, email: `${name}@example.test`, password: `${name}-password`,
  });
  const own = { authorization: `Bearer ${made.accessJwt}` };
  await call('com.atproto.repo.putRecord', {
    repo: made.did, collection: 'app.bsky.actor.profile', rkey: 'self',
    record: { $type: 'app.bsky.actor.profile', displayName: `Office ${name}` },
  }, own);
  const record = (collection, value, rkey) => call('com.atproto.repo.createRecord', {
    repo: made.did, collection, rkey, record: { $type: collection, ...value },
  }, own);
  const post = (text, createdAt, extra = {}, rkey = undefined) =>
    record('app.bsky.feed.post', { text, createdAt, langs: ['zh'], ...extra }, rkey);
  return { name, did: made.did, handle: `${name}.test`, own, post, record };
}

// A record key is the time of writing, so an old post needs an old key.
const ALPHABET = '234567abcdefghijklmnopqrstuvwxyz';
function key(days) {
  let number = BigInt(Date.now() - days * DAY) * 1000n << 10n;
  let text = '';
  for (let place = 0; place < 13; place += 1) {
    text = ALPHABET[Number(number & 31n)] + text;
    number >>= 5n;
  }
  return text;
}

const made = {};
for (const name of ['active', 'silent', 'deleted', 'takendown', 'deactivated', 'renamed', 'blank', 'backdated',
  'futuredated', 'reposter', 'answering', 'mixed']) made[name] = await account(name);

const link = '停水通知 https://example.gov/notice';
const facets = [{
  index: { byteStart: 13, byteEnd: 39 },
  features: [{ $type: 'app.bsky.richtext.facet#link', uri: 'https://example.gov/notice' }],
}];
const first = await made.active.post(link, ago(0), { facets });
for (let number = 0; number < 130; number += 1) await made.active.post(`第 ${number} 号通知`, ago(number / 10), {}, key(number / 10));
for (const days of [40, 60, 80]) await made.silent.post(`旧闻 ${days}`, ago(days), {}, key(days));
for (const name of ['deleted', 'takendown', 'deactivated', 'renamed']) await made[name].post('公告', ago(0));
await made.backdated.post('补录的公告', '2015-06-01T00:00:00.000Z');
await made.futuredated.post('预告', '2027-12-01T00:00:00.000Z');
await made.reposter.record('app.bsky.feed.repost', { subject: first, createdAt: ago(0) });
await made.answering.post('旧公告', ago(50), {}, key(50));
await made.answering.post('答复', ago(0), { reply: { root: first, parent: first } });
await made.mixed.post('今日公告', ago(0));
await made.mixed.post('补录', '2016-01-01T00:00:00.000Z');

const settle = () => network.processAll(60_000).catch((error) => console.error(String(error)));
await settle();
await call('com.atproto.admin.deleteAccount', { did: made.deleted.did }, admin);
await call('com.atproto.admin.updateSubjectStatus', {
  subject: { $type: 'com.atproto.admin.defs#repoRef', did: made.takendown.did }, takedown: { applied: true, ref: '1' },
}, admin);
await call('com.atproto.server.deactivateAccount', {}, made.deactivated.own);
await call('com.atproto.identity.updateHandle', { handle: 'newname.test' }, made.renamed.own);
await settle();

console.log(JSON.stringify({
  appview: network.bsky?.url ?? '', pds, directory: network.plc.url,
  accounts: Object.fromEntries(Object.values(made).map((one) => [one.name, { did: one.did, handle: one.handle }])),
}));
const timer = withAppView ? setInterval(settle, 3000) : undefined;
process.stdin.resume();
process.stdin.on('end', async () => {
  clearInterval(timer);
  await Promise.race([network.close().catch(() => {}), new Promise((done) => setTimeout(done, 5000))]);
  process.exit(0);
});
