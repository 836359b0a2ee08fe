// T-08: urql and graphql-request get the same data, by POST and by GET.
import assert from 'node:assert/strict';
import { Client, fetchExchange } from '@urql/core';
import { GraphQLClient } from 'graphql-request';

const QUERY = `query Vendors($first: Int!) {
  vendors(first: $first) { totalCount nodes { id number name currency } }
}`;

const variables = { first: 5 };

const urql = ({ url, headers }, preferGetMethod) =>
  new Client({
    url,
    preferGetMethod,
    exchanges: [fetchExchange],
    fetchOptions: { headers },
  });

export default [
  {
    name: 'T-08 urql and graphql-request read the same',
    async run(context) {
      const { url, headers } = context;
      const byPost = await urql(context, false).query(QUERY, variables).toPromise();
      const byGet = await urql(context, 'force').query(QUERY, variables).toPromise();
      assert.equal(byPost.error, undefined);
      assert.equal(byGet.error, undefined);
      const request = new GraphQLClient(url, { headers });
      const third = await request.request(QUERY, variables);
      const shortly = new GraphQLClient(url, { headers, method: 'GET', jsonSerializer: JSON });
      const fourth = await shortly.request(QUERY, variables);
      assert.equal(byPost.data.vendors.nodes.length, 5);
      const bare = (data) => JSON.parse(JSON.stringify(data));
      for (const data of [byGet.data, third, fourth]) {
        assert.deepEqual(bare(data), bare(byPost.data));
      }
      return 'four ways';
    },
  },
  {
    name: 'T-08 errors keep their codes',
    async run({ url, headers }) {
      const request = new GraphQLClient(url, { headers });
      const wrong = await request.request('{ vendors(first: 1000) { totalCount } }').catch((e) => e);
      assert.equal(wrong.response.errors[0].extensions.code, 'BAD_USER_INPUT');
      const nobody = new Client({ url, preferGetMethod: false, exchanges: [fetchExchange] });
      const { error } = await nobody.query('{ legalEntity { code } }', {}).toPromise();
      assert.equal(error.graphQLErrors[0].extensions.code, 'UNAUTHENTICATED');
      assert.equal(error.networkError, undefined);
      return 'two of them';
    },
  },
];
