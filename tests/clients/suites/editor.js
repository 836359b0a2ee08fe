// T-19: the language service of editors finds the schema and the documents by .graphqlrc.yml.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// A field that is not there, beside a fragment of another file.
const BROKEN = 'query Broken { agreements(first: 1) { nodes { numero ...AgreementRow } } }\n';
const NUMERO = 'Cannot query field "numero" on type "Agreement". Did you mean "number"?';

const folderOf = (here) => join(here, 'documents');

async function documentsOf(here) {
  const names = await readdir(folderOf(here));
  assert.ok(names.length > 0);
  const paths = names.map((name) => join(folderOf(here), name));
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
}

/** Opens documents in the language server, as an editor does; what it finds in each. */
async function opened(documents, { here, root }) {
  const program = join(here, 'node_modules/.bin/graphql-lsp');
  const args = ['server', '--method', 'stream', '--configDir', root];
  const server = spawn(program, args, { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] });
  const send = (message) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const uri = (path) => pathToFileURL(path).href;
  const found = new Map();
  const heard = (message, done) => {
    if (message.id === 'begin') {
      send({ method: 'initialized', params: {} });
      for (const { path, text } of documents) {
        const textDocument = { uri: uri(path), languageId: 'graphql', version: 1, text };
        send({ method: 'textDocument/didOpen', params: { textDocument } });
      }
    } else if (message.method === 'workspace/configuration') {
      // The editor has no settings of its own.
      send({ id: message.id, result: message.params.items.map(() => null) });
    } else if (message.method === 'textDocument/publishDiagnostics') {
      found.set(message.params.uri, message.params.diagnostics);
      if (documents.every(({ path }) => found.has(uri(path)))) done();
    }
  };
  let late;
  try {
    await new Promise((done, failed) => {
      late = setTimeout(() => failed(new Error('the language server is silent')), 30_000);
      server.once('error', failed);
      server.once('exit', () => failed(new Error('the language server has ended')));
      let unread = Buffer.alloc(0);
      server.stdout.on('data', (bytes) => {
        unread = Buffer.concat([unread, bytes]);
        for (;;) {
          const head = /^Content-Length: (\d+)\r\n\r\n/.exec(unread.toString('latin1'));
          const end = head ? head[0].length + Number(head[1]) : Infinity;
          if (unread.length < end) return;
          const message = JSON.parse(unread.subarray(head[0].length, end));
          unread = unread.subarray(end);
          heard(message, done);
        }
      });
      const params = { processId: null, rootUri: uri(root), rootPath: root, capabilities: {} };
      send({ id: 'begin', method: 'initialize', params });
    });
  } finally {
    clearTimeout(late);
    server.kill();
  }
  const messages = (path) => found.get(uri(path)).map(({ message }) => message);
  return documents.map(({ path }) => messages(path));
}

export default [
  {
    name: 'T-19 graphql validate',
    async run({ here, root, schemaFile, command }) {
      const validate = async (...of) => {
        const args = ['validate', '--schemaPath', schemaFile, ...of];
        return Object.values(JSON.parse(await command('graphql-lsp', args, root)));
      };
      const documents = await documentsOf(here);
      const found = await Promise.all(documents.map(({ path }) => validate('--file', path)));
      assert.deepEqual(found, documents.map(() => []));
      const faults = await validate('--text', BROKEN);
      assert.ok(faults.some(({ message }) => message === NUMERO), JSON.stringify(faults));
      return `${documents.length} files are clean, and a fault is found where one is made`;
    },
  },
  {
    name: 'T-19 the language server by .graphqlrc.yml',
    async run(context) {
      const documents = await documentsOf(context.here);
      const broken = { path: join(folderOf(context.here), 'broken.graphql'), text: BROKEN };
      const [faults, ...others] = await opened([broken, ...documents], context);
      assert.deepEqual(faults, [NUMERO]);
      assert.deepEqual(others, documents.map(() => []));
      return `${documents.length} files are clean, and a fault is found where one is made`;
    },
  },
];
