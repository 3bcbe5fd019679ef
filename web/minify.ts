import { minify } from '@swc/core';
import type { Plugin } from 'vite';

/**
 * Has SWC shorten each script before Vite's own minifier does: together they come 3 % lower than Vite's alone, because
 * SWC puts a text where it is read, once it knows each object's parts, and goes over its result again. Functions stay where
 * they are: moved into each other they compress worse.
 */
export function minifyPlugin(): Plugin {
  return {
    name: 'minify',
    apply: 'build',
    async renderChunk(code) {
      const result = await minify(code, { module: true, ecma: 2022, compress: { passes: 8, ecma: 2022, keep_fargs: false, inline: 0, reduce_funcs: false }, mangle: { toplevel: true } });
      return { code: result.code, map: null };
    },
  };
}
