// @ts-check
// Makes the bundles in bundles/ that Python reads: one file a page, with everything in it.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

const licence = readFileSync('node_modules/three/LICENSE', 'utf8');

/** @type {import('esbuild').BuildOptions} */
const options = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  loader: { '.css': 'text', '.glsl': 'text' },
};

await build({
  ...options,
  entryPoints: { map: 'src/map/index.js' },
  outdir: 'bundles',
  banner: { js: `/*! Contains three.js.\n${licence}*/` },
});
await build({
  ...options,
  entryPoints: {
    communities: 'src/communities/index.js',
    corners: 'src/corners/index.js',
    drop: 'src/drop/index.js',
    images: 'src/images/index.js',
    review: 'src/review/index.js',
    review_page: 'src/review/standalone.js',
  },
  outdir: 'bundles',
});
