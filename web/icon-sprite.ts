import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { drawn, octicons } from './src/icons.ts';
import { thinPath } from './thin-path.ts';

const MODULE = 'virtual:icons';

const shape = (name: string, paths: readonly string[]): string => `<g id="${name}">${paths.map((path) => `<path d="${path}"/>`).join('')}</g>`;

function outlinesOf(octicon: string): string[] {
  const svg = readFileSync(fileURLToPath(import.meta.resolve(`@primer/octicons/build/svg/${octicon}-16.svg`)), 'utf8');
  const paths = [...svg.matchAll(/ d="([^"]+)"/g)].map(([, path = '']) => thinPath(path));
  if (paths.length === 0) throw new Error(`${octicon} has no path in it`);
  return paths;
}

/**
 * Puts the icons of src/icons.ts into one picture of which the page shows parts: outlines are no code, and change more seldom.
 * `virtual:icons` is its address.
 */
export function iconSpritePlugin(): Plugin {
  const shapes = [...Object.entries(octicons).map(([name, octicon]) => shape(name, outlinesOf(octicon))), ...Object.entries(drawn).map(([name, paths]) => shape(name, paths))];
  const source = `<svg xmlns="http://www.w3.org/2000/svg">${shapes.join('')}</svg>`;
  const fileName = `assets/icons-${createHash('sha256').update(source).digest('base64url').slice(0, 8)}.svg`;
  return {
    name: 'icon-sprite',
    apply: 'build',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : null),
    load(id) {
      if (id !== `\0${MODULE}`) return null;
      this.emitFile({ type: 'asset', fileName, source });
      return `export default '/${fileName}'`;
    },
    // Shown once from the start, out of sight, so that it is there when the script draws the first icon.
    transformIndexHtml: (html) => html.replace('<div id="app">', `<svg class="hidden" aria-hidden="true"><use href="/${fileName}#sync" /></svg>$&`),
  };
}
