// T-07: Apollo Client with its normalised cache, its kinds of errors and its mutations.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';

const PAGE = gql`
  query Page($after: String) {
    agreements(first: 2, after: $after) {
      edges {
        cursor
        node {
          id
          number
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`;

const ONE = gql`
  query One($id: ID!) {
    agreement(id: $id) {
      id
      number
    }
  }
`;

const CREATE = gql`
  mutation Create($input: AgreementCreateInput!) {
    agreementCreate(input: $input) {
      agreement {
        id
      }
      userErrors {
        code
        field
      }
    }
  }
`;

function client({ url, headers }) {
  const asked = [];
  const counted = (target, init) => {
    asked.push(init.method);
    return fetch(target, init);
  };
  const typePolicies = { Query: { fields: { agreements: relayStylePagination() } } };
  const apollo = new ApolloClient({
    link: new HttpLink({ uri: url, headers, fetch: counted }),
    cache: new InMemoryCache({ typePolicies }),
  });
  return { apollo, asked };
}

export default [
  {
    name: 'T-07 Apollo Client pages into its cache and reads from it',
    async run(context) {
      const { apollo, asked } = client(context);
      const first = await apollo.query({ query: PAGE });
      const { endCursor, hasNextPage } = first.data.agreements.pageInfo;
      assert.equal(hasNextPage, true);
      const observed = apollo.watchQuery({ query: PAGE });
      const watching = observed.subscribe(() => {});
      await observed.fetchMore({ variables: { after: endCursor } });
      watching.unsubscribe();
      const again = await apollo.query({ query: PAGE });
      const { edges } = again.data.agreements;
      assert.equal(new Set(edges.map(({ node }) => node.id)).size, 4);
      const [{ node }] = edges;
      assert.equal(asked.length, 2, 'what is in the cache is not asked again');
      const key = apollo.cache.identify(node);
      assert.equal(key, `Agreement:${node.id}`);
      const { data } = await apollo.query({ query: ONE, variables: { id: node.id } });
      assert.equal(data.agreement.number, node.number);
      return `${asked.length} requests`;
    },
  },
  {
    name: 'T-07 Apollo Client tells refusals from errors',
    async run(context) {
      const { apollo } = client(context);
      const failed = await apollo
        .query({ query: gql`{ agreements(first: -1) { totalCount } }` })
        .catch((error) => error);
      assert.ok(CombinedGraphQLErrors.is(failed), String(failed));
      assert.equal(failed.errors[0].extensions.code, 'BAD_USER_INPUT');
      const input = {
        vendorId: 'nobody',
        agreementClassificationId: 'nothing',
        defaultExpirationDate: '2031-12-31',
        preview: true,
      };
      const { data } = await apollo.mutate({ mutation: CREATE, variables: { input } });
      const { agreement, userErrors } = data.agreementCreate;
      assert.equal(agreement, null);
      assert.deepEqual(userErrors.map(({ code }) => code).sort(), ['NOT_FOUND', 'NOT_FOUND']);
      return 'both';
    },
  },
  {
    name: 'C-17 Apollo Client asks a document by its hash, and tells it once',
    async run({ url, headers }) {
      const query = gql`
        query Persisted {
          agreements(first: 1) {
            totalCount
          }
        }
      `;
      const sha256 = (text) => createHash('sha256').update(text).digest('hex');
      // A client that has just been loaded; how it asked, and whether it sent the text.
      const ask = async (useGETForHashedQueries) => {
        const asked = [];
        const seen = (target, init) => {
          const has = (init.body ?? target).includes('totalCount');
          asked.push(`${init.method} ${has ? 'text' : 'hash'}`);
          return fetch(target, init);
        };
        const apollo = new ApolloClient({
          link: new PersistedQueryLink({ sha256, useGETForHashedQueries }).concat(
            new HttpLink({ uri: url, headers, fetch: seen }),
          ),
          cache: new InMemoryCache(),
        });
        const { data } = await apollo.query({ query });
        assert.ok(data.agreements.totalCount > 0);
        return asked;
      };
      assert.deepEqual(await ask(false), ['POST hash', 'POST text']);
      assert.deepEqual(await ask(false), ['POST hash']);
      assert.deepEqual(await ask(true), ['GET hash']);
      return 'by POST and by GET';
    },
  },
];
