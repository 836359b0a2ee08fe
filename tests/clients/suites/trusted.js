// T-18, C-17: a server takes the documents of the manifest that Apollo's tool makes, and no others.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { generatePersistedQueryIdsFromManifest } from '@apollo/persisted-query-lists';

/** Makes the manifest; where it is, and what is in it. */
async function made({ here, command }) {
  await mkdir(join(here, 'generated'), { recursive: true });
  await command('generate-persisted-query-manifest', [], here);
  const path = join(here, 'generated/apollo-documents.json');
  return { path, manifest: JSON.parse(await readFile(path, 'utf8')) };
}

/** A legal entity of its own in a folder, with a token for it. */
async function founded(folder, { binary, program }) {
  const secret = join(folder, 'avtal.secret');
  await writeFile(secret, randomBytes(32).toString('hex'), { mode: 0o600 });
  const create = ['tenant', 'create', 'SE01', '--name', 'Acme AB', '--currency', 'SEK'];
  const legalEntity = /--legal-entity (\S+)/.exec(await program(binary, create, folder))[1];
  const signed = ['token', '--subject', 'me', '--legal-entity', legalEntity, '--role', 'admin'];
  const token = await program(binary, [...signed, '--jwt-secret-file', secret], folder);
  return { secret, headers: { authorization: `Bearer ${token.trim()}` } };
}

/** Asks every document by Apollo Client, which sends its id and never its text. */
async function asked(here, manifest, url, headers) {
  const bodies = [];
  const seen = (target, init) => {
    bodies.push(JSON.parse(init.body));
    return fetch(target, init);
  };
  const ids = generatePersistedQueryIdsFromManifest({ loadManifest: async () => manifest });
  const apollo = new ApolloClient({
    link: new PersistedQueryLink(ids).concat(new HttpLink({ uri: url, headers, fetch: seen })),
    cache: new InMemoryCache(),
  });
  const documents = {};
  for (const name of await readdir(join(here, 'documents'))) {
    documents[name] = gql(await readFile(join(here, 'documents', name), 'utf8'));
  }
  const input = { name: 'Nordhamn' };
  const mutation = documents['vendor_create.graphql'];
  const { data } = await apollo.mutate({ mutation, variables: { input } });
  assert.deepEqual(data.vendorCreate.userErrors, []);
  const { id } = data.vendorCreate.vendor;
  const ask = async (name, variables) =>
    (await apollo.query({ query: documents[name], variables })).data;
  const { vendors } = await ask('vendors.graphql', { first: 5 });
  assert.deepEqual(vendors.nodes.map(({ name }) => name), ['Nordhamn']);
  assert.equal((await ask('node.graphql', { id })).node.name, 'Nordhamn');
  assert.equal((await ask('agreements.graphql', { first: 5 })).agreements.totalCount, 0);
  assert.deepEqual(bodies.filter(({ query }) => query !== undefined), []);
  const hashes = bodies.map(({ extensions }) => extensions.persistedQuery.sha256Hash);
  assert.deepEqual(hashes.sort(), manifest.operations.map((own) => own.id).sort());
}

/** What is no document of the manifest is refused, as a text and as an id. */
async function refused(manifest, url, headers) {
  const apollo = new ApolloClient({
    link: new HttpLink({ uri: url, headers }),
    cache: new InMemoryCache(),
  });
  const query = gql`{ vendors(first: 1) { totalCount } }`;
  const error = await apollo.query({ query }).catch((caught) => caught);
  assert.ok(CombinedGraphQLErrors.is(error), String(error));
  assert.equal(error.errors[0].extensions.code, 'DOCUMENT_NOT_TRUSTED');
  const code = async (request) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    return (await answer.json()).errors?.[0].extensions.code;
  };
  const [known] = manifest.operations;
  // Not even the text of a document that is known: it is asked by its id.
  assert.equal(await code({ query: known.body }), 'DOCUMENT_NOT_TRUSTED');
  assert.equal(await code({ documentId: 'a'.repeat(64) }), 'PERSISTED_QUERY_NOT_FOUND');
}

export default [
  {
    name: "T-18 trusted documents by the manifest of Apollo's tool",
    async run(context) {
      const { path, manifest } = await made(context);
      const folder = await mkdtemp(join(tmpdir(), 'avtal-trusted-'));
      try {
        const { secret, headers } = await founded(folder, context);
        const args = ['--jwt-secret-file', secret, '--documents', 'only-trusted'];
        const server = await context.serve([...args, '--documents-manifest', path], folder);
        try {
          const url = `${server.origin}/graphql`;
          await asked(context.here, manifest, url, headers);
          await refused(manifest, url, headers);
        } finally {
          await server.stop();
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
      return `${manifest.operations.length} documents by their ids, and no others`;
    },
  },
];
