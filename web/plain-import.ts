import type { Plugin } from 'vite';

/**
 * Leaves `import()` as it is. What Vite puts around it fetches stylesheets and preloads scripts; the page has one
 * stylesheet to fetch later and does that itself (src/ui/lazy.tsx), in a tenth of the code.
 */
export function plainImportPlugin(): Plugin {
  return {
    name: 'plain-import',
    apply: 'build',
    enforce: 'pre',
    load: (id) => (id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load()' : null),
  };
}
