// T-03: the client of graphql-ws, Apollo's and urql's links over it, and frames by hand.
import assert from 'node:assert/strict';
import { ApolloClient, InMemoryCache, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const DEADLINE = 30_000;

const WATCH = 'subscription Watch { purchaseOrderChanged { id number } }';

/** What comes of a promise, unless it does not come. */
function soon(promise, what) {
  let timer;
  const late = new Promise((_, lost) => {
    timer = setTimeout(() => lost(new Error(`${what} does not come`)), DEADLINE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const socketUrl = (url) => url.replace(/^http/, 'ws');

const identity = (headers) => ({
  authorization: headers.authorization,
  'x-legal-entity': headers['x-legal-entity'],
});

function connect({ url, headers }, options) {
  const closed = [];
  const client = createClient({
    url: socketUrl(url),
    webSocketImpl: WebSocket,
    connectionParams: identity(headers),
    retryAttempts: 0,
    on: { closed: (event) => closed.push(event.code) },
    ...options,
  });
  return { client, closed };
}

/** The one result of a query over a socket. */
function once(client, query) {
  const result = new Promise((found, lost) => {
    let told;
    client.subscribe(
      { query },
      { next: (next) => (told = next), error: lost, complete: () => found(told) },
    );
  });
  return soon(result, query);
}

/** Makes an order, and gives its number. */
async function order({ ask }) {
  const { data: known } = await ask('{ vendors(first: 1) { nodes { id } } }');
  const query = `mutation Order($vendorId: ID!) {
    purchaseOrderCreate(input: { vendorId: $vendorId }) {
      purchaseOrder { number }
      userErrors { code message }
    }
  }`;
  const { data, errors } = await ask(query, { vendorId: known.vendors.nodes[0].id });
  assert.equal(errors, undefined);
  assert.deepEqual(data.purchaseOrderCreate.userErrors, []);
  return data.purchaseOrderCreate.purchaseOrder.number;
}

/** Orders until one is told of: a subscription is not told when it stands. */
async function heardOf(context, numbers, arrived) {
  const made = [];
  const begun = Date.now();
  while (Date.now() - begun < DEADLINE) {
    made.push(await order(context));
    await Promise.race([arrived(), new Promise((done) => setTimeout(done, 500))]);
    if (numbers.some((number) => made.includes(number))) return made.length;
  }
  throw new Error(`none of ${made} was told, but ${numbers}`);
}

/** Collects what is told, and says when something new is. */
function hearing() {
  const numbers = [];
  let wake = () => {};
  const hear = (number) => {
    numbers.push(number);
    wake();
  };
  const arrived = () => new Promise((done) => (wake = done));
  return { numbers, hear, arrived };
}

/** A socket on which frames are written by hand, and what it is told until it is closed. */
function raw({ url }, { protocol = 'graphql-transport-ws', onOpen, until }) {
  const told = [];
  const closed = new Promise((done, failed) => {
    const socket = new WebSocket(socketUrl(url), protocol);
    const say = (message) => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    };
    socket.on('open', () => onOpen?.(say));
    socket.on('message', (data) => {
      const message = JSON.parse(data);
      told.push(message);
      if (message.type === until) socket.close();
    });
    socket.on('close', (code) => done({ code, told }));
    socket.on('unexpected-response', (_, answer) => done({ status: answer.statusCode, told }));
    socket.on('error', failed);
  });
  return soon(closed, 'the end of the socket');
}

export default [
  {
    name: 'T-03 graphql-ws lazy and eager: operations in a row without an error',
    async run(context) {
      for (const lazy of [true, false]) {
        const { client, closed } = connect(context, { lazy });
        for (let n = 0; n < 3; n += 1) {
          const { data, errors } = await once(client, '{ legalEntity { code } }');
          assert.equal(errors, undefined);
          assert.equal(data.legalEntity.code, context.headers['x-legal-entity']);
        }
        await client.dispose();
        for (const code of closed) assert.equal(code, 1000, 'who leaves is not cut off');
      }
      return 'six';
    },
  },
  {
    name: 'T-03 graphql-ws hears of changes and leaves',
    async run(context) {
      const { client } = connect(context, { lazy: true });
      const { numbers, hear, arrived } = hearing();
      const stop = client.subscribe(
        { query: WATCH },
        {
          next: ({ data }) => hear(data.purchaseOrderChanged.number),
          error: (error) => hear(`error: ${JSON.stringify(error)}`),
          complete: () => {},
        },
      );
      const made = await heardOf(context, numbers, arrived);
      stop();
      const { data } = await once(client, '{ legalEntity { code } }');
      assert.ok(data.legalEntity.code);
      await client.dispose();
      return `one of ${made}`;
    },
  },
  {
    name: 'T-03 Apollo and urql subscribe',
    async run(context) {
      const apollo = connect(context, { lazy: true }).client;
      const first = hearing();
      const watched = new ApolloClient({
        link: new GraphQLWsLink(apollo),
        cache: new InMemoryCache(),
      }).subscribe({ query: gql(WATCH) });
      const watching = watched.subscribe({
        next: ({ data }) => first.hear(data.purchaseOrderChanged.number),
        error: (error) => first.hear(String(error)),
      });
      await heardOf(context, first.numbers, first.arrived);
      watching.unsubscribe();
      await apollo.dispose();

      const urql = connect(context, { lazy: true }).client;
      const second = hearing();
      const exchange = subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({ unsubscribe: urql.subscribe({ query, variables }, sink) }),
        }),
      });
      const client = new Client({
        url: context.url,
        preferGetMethod: false,
        exchanges: [exchange],
      });
      const { unsubscribe } = client.subscription(WATCH, {}).subscribe(({ data, error }) => {
        second.hear(error ? String(error) : data.purchaseOrderChanged.number);
      });
      await heardOf(context, second.numbers, second.arrived);
      unsubscribe();
      await urql.dispose();
      return 'both';
    },
  },
  {
    name: 'T-03 frames by hand are answered by their codes',
    async run(context) {
      const init = { type: 'connection_init', payload: identity(context.headers) };
      const ask = (id, query) => ({ type: 'subscribe', id, payload: { query } });
      const open = (...messages) => ({ onOpen: (say) => messages.forEach(say) });
      const bad = { type: 'connection_init', payload: { authorization: 'Bearer nonsense' } };
      const cases = [
        [4401, open(ask('1', '{ __typename }'))],
        [4429, open(init, init)],
        [4409, open(init, ask('1', WATCH), ask('1', WATCH))],
        [4400, open('not JSON')],
        [4400, open({ type: 'never heard of' })],
        [4403, open(bad)],
        [4406, { protocol: 'graphql-ws' }],
      ];
      for (const [code, how] of cases) {
        const ended = await raw(context, how);
        // A server may refuse the handshake itself where the protocol is not its own (W-09).
        if (code === 4406 && ended.status) assert.equal(ended.status, 400);
        else assert.equal(ended.code, code, JSON.stringify(ended));
      }
      const wrong = await raw(context, { ...open(init, ask('1', '{ nothing }')), until: 'error' });
      const types = wrong.told.map(({ type }) => type);
      assert.deepEqual(types, ['connection_ack', 'error'], JSON.stringify(wrong));
      return `${cases.length + 1} of them`;
    },
  },
  {
    name: 'T-03 a client with a bad token is closed each time it tries',
    async run({ url }) {
      const { client, closed } = connect(
        { url, headers: { authorization: 'Bearer a.b.c' } },
        { lazy: true, retryAttempts: 2, retryWait: async () => {}, shouldRetry: () => true },
      );
      const refused = await once(client, '{ __typename }').catch((event) => event);
      assert.equal(refused.code, 4403, String(refused));
      assert.deepEqual(closed, [4403, 4403, 4403]);
      await client.dispose();
      return `${closed.length} times`;
    },
  },
];
