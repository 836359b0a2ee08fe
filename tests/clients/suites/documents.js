// T-06, Z-06: every query of the README and of the opening tabs is valid, and works on the demo.
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

async function ofReadme(root) {
  const text = await readFile(join(root, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map((found) => found[1]);
  return blocks.map((query, n) => ({ title: `readme-${n + 1}`, query }));
}

async function ofTabs(origin) {
  const { tabs } = await (await fetch(`${origin}/graphiql/config.json`)).json();
  return tabs.map(({ query }, n) => ({ title: `tab-${n + 1}`, query }));
}

export default [
  {
    name: 'T-06 queries of the README and of the tabs are valid',
    async run({ here, root, origin, schemaFile, command }) {
      const folder = join(here, 'generated/examples');
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      const readme = await ofReadme(root);
      const tabs = await ofTabs(origin);
      assert.ok(readme.length > 0 && tabs.length > 0);
      for (const { title, query } of [...readme, ...tabs]) {
        await writeFile(join(folder, `${title}.graphql`), query);
      }
      const all = [join(folder, '*.graphql'), join(here, 'documents/*.graphql')];
      for (const documents of all) {
        await command('graphql-inspector', ['validate', documents, schemaFile], here);
      }
      return `${readme.length} of the README, ${tabs.length} tabs`;
    },
  },
  {
    name: 'T-06 queries of the README and of the tabs give data',
    async run({ root, origin, ask }) {
      const known = [...(await ofReadme(root)), ...(await ofTabs(origin))];
      // Subscriptions are asked over a WebSocket.
      const all = known.filter(({ query }) => !/^\s*subscription\b/m.test(query));
      for (const { title, query } of all) {
        const { data, errors } = await ask(query);
        assert.equal(errors, undefined, `${title}: ${JSON.stringify(errors)}`);
        const empty = Object.entries(data).filter(([, value]) => value?.nodes?.length === 0);
        assert.deepEqual(empty, [], `${title}: an example shows something`);
      }
      return `${all.length} answered`;
    },
  },
];
