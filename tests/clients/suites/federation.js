// T-13, C-16: the subgraph composes with another that knows more of vendors and items.
import assert from 'node:assert/strict';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

const RATINGS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable"])

  type Query {
    ratings(first: Int): RatingConnection!
  }

  type RatingConnection {
    nodes: [Rating!]!
    pageInfo: PageInfo!
  }

  type Rating {
    stars: Int!
    vendor: Vendor!
    items: [Item!]!
  }

  type Vendor @key(fields: "id") {
    id: ID!
    rating: Rating
  }

  type Item @key(fields: "id", resolvable: false) {
    id: ID!
  }

  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }
`;

export default [
  {
    name: 'T-13 the subgraph composes with another',
    async run({ binary, program }) {
      const sdl = await program(binary, ['schema', '--federation']);
      const services = [
        { name: 'avtal', typeDefs: parse(sdl), url: 'http://avtal.invalid/graphql' },
        { name: 'ratings', typeDefs: parse(RATINGS), url: 'http://ratings.invalid/graphql' },
      ];
      const composed = composeServices(services);
      assert.deepEqual((composed.errors ?? []).map(({ message }) => message), []);
      const vendor = /type Vendor implements Node\b[\s\S]*?\n}/.exec(composed.supergraphSdl)?.[0];
      assert.match(vendor ?? '', /rating: Rating @join__field\(graph: RATINGS\)/);
      assert.match(vendor ?? '', /name: String! @join__field\(graph: AVTAL\)/);
      return `${composed.supergraphSdl.split('\n').length} lines`;
    },
  },
];
