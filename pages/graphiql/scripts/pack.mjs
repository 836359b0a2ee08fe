// Turns the bundler's output into pages/dist, the folder the server embeds:
// every compressible file only as Brotli, and a manifest that describes them.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const BUILD = join(import.meta.dirname, '..', 'build');
const DIST = join(import.meta.dirname, '..', '..', 'dist');

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

// Already Brotli inside; compressing it again only makes it larger.
const STORED_AS_IS = new Set(['.woff2']);

function brotli(content) {
  return brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}

rmSync(DIST, { recursive: true, force: true });

const manifest = {};
let stored = 0;
const files = readdirSync(BUILD, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(BUILD, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .sort();

for (const file of files) {
  const contentType = TYPES[extname(file)];
  // An unknown kind of file means the build changed; better to stop here than
  // to serve it with a guessed type under `nosniff`.
  if (!contentType) throw new Error(`no content type known for ${file}`);

  const content = readFileSync(join(BUILD, file));
  const path = file === 'index.html' ? 'graphiql.html' : file;
  const asIs = STORED_AS_IS.has(extname(file));
  const bytes = asIs ? content : brotli(content);
  const target = join(DIST, asIs ? path : `${path}.br`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, bytes);
  stored += bytes.length;

  manifest[path] = {
    contentType,
    encoding: asIs ? 'identity' : 'br',
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}

writeFileSync(join(DIST, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
rmSync(BUILD, { recursive: true });
console.log(`${files.length} files, ${(stored / 1024).toFixed(0)} KiB stored`);
