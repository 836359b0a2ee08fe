// T-10: what the server says of its schema is the committed one, as graphql-js reads both.
import assert from 'node:assert/strict';
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  validateSchema,
} from 'graphql';

const printed = (schema) => printSchema(lexicographicSortSchema(schema));

export default [
  {
    name: 'T-10 introspection equals the committed schema',
    async run({ ask, schema }) {
      const query = getIntrospectionQuery({
        oneOf: true,
        specifiedByUrl: true,
        inputValueDeprecation: true,
        schemaDescription: true,
      });
      const { data } = await ask(query);
      const told = buildClientSchema(data);
      assert.deepEqual(validateSchema(told), []);
      const committed = printed(buildSchema(schema));
      assert.equal(printed(told), committed);
      return `${committed.split('\n').length} lines`;
    },
  },
];
