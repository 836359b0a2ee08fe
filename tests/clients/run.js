// Starts a demo of its own, runs every suite against it, prints a line each.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const [given, only] = process.argv.slice(2);
const binary = resolve(given);

/** Starts a server; where it listens, and how it is ended. It is up when it has said `last`. */
async function started(args, cwd, last) {
  const server = spawn(binary, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((done) => server.once('exit', done));
  let said = '';
  const origin = await new Promise((found, lost) => {
    const hear = (text) => {
      said += text;
      const at = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (at && said.includes(last)) found(at[0]);
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    ended.then(() => lost(new Error(`${args[0]} does not start: ${said}`)));
  });
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
  };
  return { origin, stop };
}

/** Starts the demo in a folder of its own, which goes with it. */
async function demo() {
  const folder = await mkdtemp(join(tmpdir(), 'avtal-clients-'));
  const args = ['demo', '--dir', join(folder, 'demo'), '--listen', '127.0.0.1:0'];
  const { origin, stop } = await started(args, folder, 'Ctrl-C');
  const leave = async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { origin, stop: leave };
}

/** Starts a server with settings of its own, on the files of a folder. */
const serve = (args, folder) =>
  started(['serve', '--listen', '127.0.0.1:0', ...args], folder, 'Database');

/** Runs a program of the packages to its end; what it said is told when it fails. */
const command = (name, args, cwd) => program(join(here, 'node_modules/.bin', name), args, cwd);

/** Runs a program to its end, and gives what it said. */
function program(path, args, cwd) {
  const name = basename(path);
  const child = spawn(path, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => {
      if (code === 0) done(said);
      else failed(new Error(`${name} ends with ${code}:\n${said}`));
    });
  });
}

async function suites() {
  const names = (await readdir(join(here, 'suites'))).filter((name) => name.endsWith('.js'));
  const modules = await Promise.all(names.sort().map((name) => import(`./suites/${name}`)));
  const all = modules.flatMap((module) => module.default);
  return all.filter(({ name }) => !only || name.includes(only));
}

async function context(origin) {
  const { tokens } = await (await fetch(`${origin}/graphiql/config.json`)).json();
  const [first] = tokens;
  const headers = {
    authorization: `Bearer ${first.token}`,
    'x-legal-entity': first.legalEntity,
  };
  const url = `${origin}/graphql`;
  const ask = async (query, variables = {}) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return answer.json();
  };
  const schemaFile = join(root, 'schema.graphql');
  const schema = await readFile(schemaFile, 'utf8');
  return {
    here,
    root,
    origin,
    url,
    headers,
    tokens,
    ask,
    schema,
    schemaFile,
    binary,
    command,
    program,
    serve,
  };
}

const { origin, stop } = await demo();
let passed = 0;
let failed = 0;
try {
  const known = await context(origin);
  for (const { name, run } of await suites()) {
    const begun = performance.now();
    const seconds = () => ((performance.now() - begun) / 1000).toFixed(1);
    try {
      const found = await run(known);
      passed += 1;
      console.log(`ok    ${name}: ${found} (${seconds()} s)`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${name} (${seconds()} s)\n${error.stack ?? error}`);
    }
  }
} finally {
  await stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
