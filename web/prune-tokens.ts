import type { Plugin } from 'vite';

// The last declaration of a minified rule has no semicolon.
const DECLARATION = /(--[\w-]+)\s*:\s*([^;{}]+)(?:;|(?=\}))/g;
const REFERENCE = /var\(\s*(--[\w-]+)/g;

function references(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map((match) => match[1] ?? '');
}

/** The custom properties that `used` needs, and those that they need in turn. */
function closure(used: Iterable<string>, css: string): Set<string> {
  const needs = new Map<string, string[]>();
  for (const [, name = '', value = ''] of css.matchAll(DECLARATION)) {
    needs.set(name, [...(needs.get(name) ?? []), ...references(value)]);
  }
  const kept = new Set<string>();
  const open = [...used];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (kept.has(name)) continue;
    kept.add(name);
    open.push(...(needs.get(name) ?? []));
  }
  return kept;
}

/**
 * Drops the design tokens that nothing refers to: Primer's two themes alone are 240 KB of custom
 * properties, of which a page uses a few dozen. Stylesheets that are loaded later count as one with the first.
 */
export function pruneTokens(sheets: string[]): string[] {
  const bare = sheets.map((css) => css.replaceAll(/\/\*[^]*?\*\//g, ''));
  const all = bare.join('\n');
  // What a property needs counts only if the property itself is used.
  const used = references(all.replaceAll(DECLARATION, ''));
  const kept = closure(used, all);
  return bare.map((css) => css.replaceAll(DECLARATION, (whole, name: string) => (kept.has(name) ? whole : '')));
}

/** Applies pruneTokens to all stylesheets of a build. */
export function pruneTokensPlugin(): Plugin {
  return {
    name: 'prune-tokens',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const sheets = Object.values(bundle).filter((file) => file.type === 'asset' && file.fileName.endsWith('.css'));
        const pruned = pruneTokens(sheets.map((file) => (file.type === 'asset' ? String(file.source) : '')));
        for (const [index, file] of sheets.entries()) if (file.type === 'asset') file.source = pruned[index] ?? '';
      },
    },
  };
}
