// T-09, R-07: the Relay compiler takes connections, refetchable fragments on the root and on a
// node, and mutations that append to a connection.
import assert from 'node:assert/strict';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

export default [
  {
    name: 'T-09 relay-compiler',
    async run({ here, command }) {
      const artefacts = join(here, 'relay/__generated__');
      await rm(artefacts, { recursive: true, force: true });
      await mkdir(artefacts);
      await command('relay-compiler', ['relay.config.json'], here);
      await command('relay-compiler', ['relay.config.json', '--validate'], here);
      const made = await readdir(artefacts);
      for (const name of [
        'AgreementLinesRefetch.graphql.ts',
        'AgreementsPageRefetch.graphql.ts',
        'VendorAddMutation.graphql.ts',
      ]) {
        assert.ok(made.includes(name), `${name} is made`);
      }
      return `${made.length} artefacts`;
    },
  },
];
