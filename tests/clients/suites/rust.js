// T-17, Z-05: clients in Rust with types from the schema compile, and read what the server answers.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getIntrospectionQuery } from 'graphql';

export default [
  {
    name: 'T-17 cynic by schema.graphql, graphql_client by introspection',
    async run({ here, origin, ask, tokens, program }) {
      // graphql_client takes no description of the schema itself, which schema.graphql has.
      const { data, errors } = await ask(getIntrospectionQuery());
      assert.equal(errors, undefined);
      const folder = join(here, 'generated');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'introspection.json'), JSON.stringify({ data }));
      const [{ token, legalEntity }] = tokens;
      const { host } = new URL(origin);
      const args = ['run', '--locked', '--quiet', '--', host, token, legalEntity];
      const said = await program('cargo', args, join(here, 'rust'));
      // A warning of the compiler would stand before it.
      assert.match(said, /^cynic .*; graphql_client .*\n$/);
      return said.trim();
    },
  },
];
