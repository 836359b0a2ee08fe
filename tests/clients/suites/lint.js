// T-05: the schema has no finding of GraphQL-ESLint, but for words of the trade.
import assert from 'node:assert/strict';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ESLint } from 'eslint';

// The trade says "price unit" and "vendor posting group"; "type" alone says too little.
const words = [
  'Customer.customerPostingGroup',
  'Item.itemType',
  'Price.priceUnit',
  'TradeAgreement.tradeAgreementType',
  'Vendor.vendorPostingGroup',
];

export default [
  {
    name: 'T-05 eslint on the schema',
    async run({ here, schemaFile }) {
      // ESLint reads nothing above the folder of its settings.
      const copy = join(here, 'generated/schema.graphql');
      await mkdir(join(here, 'generated'), { recursive: true });
      await copyFile(schemaFile, copy);
      const results = await new ESLint({ cwd: here, ignore: false }).lintFiles([copy]);
      const findings = results.flatMap((result) => result.messages);
      assert.equal(results.length, 1, 'the schema is read');
      const kept = new Set();
      const others = findings.filter(({ ruleId, message }) => {
        const found = /^Field "(\w+)" starts with the name of the parent type "(\w+)"/.exec(message);
        const word = found && `${found[2]}.${found[1]}`;
        if (ruleId !== '@graphql-eslint/no-typename-prefix' || !words.includes(word)) return true;
        kept.add(word);
        return false;
      });
      const told = others.map(({ line, ruleId, message }) => `${line}: ${message} (${ruleId})`);
      assert.deepEqual(told, []);
      assert.deepEqual([...kept].sort(), words, 'a word that is gone is excepted no longer');
      return '0 findings';
    },
  },
];
