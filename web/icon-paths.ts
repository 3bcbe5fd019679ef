import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';
import { thinPath } from './thin-path.ts';

const SUFFIX = '?paths';

/**
 * Lets the page import an octicon's file as the outlines in it: `x-16.svg?paths` is an array of the `d` of each path.
 * Drawn as elements, so that no text is ever parsed as markup; and without the markup that all of them repeat.
 */
export function iconPathsPlugin(): Plugin {
  return {
    name: 'icon-paths',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(`.svg${SUFFIX}`)) return null;
      const svg = await readFile(id.slice(0, -SUFFIX.length), 'utf8');
      const paths = [...svg.matchAll(/ d="([^"]+)"/g)].map(([, path = '']) => thinPath(path));
      if (paths.length === 0) this.error(`${id} has no path in it`);
      return { code: `export default ${JSON.stringify(paths)}`, moduleType: 'js' };
    },
  };
}
