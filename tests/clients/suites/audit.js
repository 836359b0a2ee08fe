// T-01: the audit of graphql-http, by nobody and by somebody.
import assert from 'node:assert/strict';
import { auditServer } from 'graphql-http';

const CHECKS = 61;

async function audited(url, headers) {
  const fetchFn = (target, init) =>
    fetch(target, { ...init, headers: { ...headers, ...init?.headers } });
  const results = await auditServer({ url, fetchFn });
  const bad = results.filter(({ status }) => status !== 'ok');
  const told = bad.map(({ status, id, name, reason }) => `${status} ${id} ${name}: ${reason}`);
  assert.deepEqual(told, []);
  assert.equal(results.length, CHECKS);
  return `${results.length} of ${CHECKS}`;
}

export default [
  {
    name: 'T-01 graphql-http audit without a token',
    run: ({ url }) => audited(url, {}),
  },
  {
    name: 'T-01 graphql-http audit with a token',
    run: ({ url, headers }) => audited(url, headers),
  },
];
