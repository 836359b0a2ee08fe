// Writes LICENSES.txt with the notice of every package that ends up in the
// build. The list is taken from the bundler rather than from the dependency
// tree, because most of the tree (build tools, types) is never shipped.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

// Fonts are copied as plain files and so never show up as bundled modules.
const FONT_PACKAGES = ['@fontsource/fira-code', '@fontsource/roboto'];

const MIT = `\
Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

export function licences() {
  // The workers are separate builds. One set shared by all of them gives one
  // complete file, since the page itself is generated last.
  const folders = new Set(FONT_PACKAGES.map((name) => join(ROOT, 'node_modules', name)));
  return {
    plugin: ({ last = false } = {}) => ({
      name: 'licences',
      generateBundle(_options, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk') continue;
          for (const id of Object.keys(chunk.modules)) {
            const folder = packageFolder(id);
            if (folder) folders.add(folder);
          }
        }
        if (last) {
          this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: noticeText(folders) });
        }
      },
    }),
  };
}

function packageFolder(id) {
  const path = id.replace(/^\0+/, '').split('?')[0];
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

function noticeText(folders) {
  const notices = new Map();
  for (const folder of folders) {
    // A package may carry nested folders with a package.json of their own that
    // only sets the module type; those have no name.
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, version, license, author } = JSON.parse(readFileSync(manifest, 'utf8'));
    const texts = readdirSync(folder)
      .filter((file) => /^(licen[sc]e|copying|notice|thirdpartynotices)/i.test(file))
      .sort()
      .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
    if (texts.length === 0) {
      // Some packages name the licence without enclosing it. Filling in any
      // other licence here would be a guess.
      if (license !== 'MIT') throw new Error(`${name} has no licence text`);
      const holder = author?.name ?? author ?? `the contributors to ${name}`;
      texts.push(`Copyright (c) ${holder}\n\n${MIT}`);
    }
    const body = texts.join('\n\n');
    notices.set(`${name} ${version}`, `${name} ${version} (${license})\n\n${body}`);
  }
  const rule = `\n\n${'='.repeat(78)}\n\n`;
  const sorted = [...notices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return `The GraphiQL page of Avtal contains the following packages.${rule}${sorted.join(rule)}\n`;
}
