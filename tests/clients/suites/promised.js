// Z-03: nothing that clients were promised is taken away. `promised.graphql` is the schema of the
// last release (until the first, that of the day on which this was written); a break is announced
// in the CHANGELOG, and whoever makes it writes it into that file.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const diff = (command, here, before, after) =>
  command('graphql-inspector', ['diff', before, after], here);

export default [
  {
    name: 'Z-03 nothing that clients were promised is taken away',
    async run({ here, schema, schemaFile, command }) {
      const promised = join(here, 'promised.graphql');
      await diff(command, here, promised, schemaFile);
      // A suite that finds no break where there is one would find none at all.
      const folder = join(here, 'generated');
      await mkdir(folder, { recursive: true });
      const broken = join(folder, 'broken.graphql');
      const other = schema.replace(/^\tnumber: String!$/m, '\tnumero: String!');
      assert.notEqual(other, schema);
      await writeFile(broken, other);
      await assert.rejects(diff(command, here, promised, broken), /breaking change/i);
      return 'and a break is found where one is made';
    },
  },
];
