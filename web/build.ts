import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { iconSpritePlugin } from './icon-sprite.ts';
import { minifyPlugin } from './minify.ts';
import { plainImportPlugin } from './plain-import.ts';
import { pruneTokensPlugin } from './prune-tokens.ts';

const root = import.meta.dirname;
const dist = join(root, 'dist');
const stampFile = join(dist, '.inputs');

/** Gzipped JavaScript: what index.html loads at once, and everything there is. */
const FIRST_SCREEN_MAX = 60 * 1024;
const WHOLE_PAGE_MAX = 90 * 1024;

/** A digest of all that the result depends on: names and content of sources, and the locked packages. */
function inputsDigest(): string {
  const sources = ['index.html', '*.ts', 'tsconfig.json', 'src/**/*', 'public/**/*'].flatMap((pattern) =>
    globSync(pattern, { cwd: root, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const hash = createHash('sha256');
  for (const file of [...sources.sort(), join(root, '..', 'package-lock.json')]) {
    hash.update(`${relative(root, file)}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Scripts that index.html names, and those that they import without waiting for an event. */
function firstScreen(scripts: string[]): Set<string> {
  const entry = readFileSync(join(dist, 'index.html'), 'utf8');
  const first = new Set(scripts.filter((file) => entry.includes(file)));
  for (const file of first) {
    const code = readFileSync(join(dist, file), 'utf8');
    for (const [, name = ''] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) first.add(`assets/${name}`);
  }
  return first;
}

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

/** Prints what the page weighs; false when it is over its budget. */
function weigh(): boolean {
  const scripts = globSync('**/*.js', { cwd: dist });
  const styles = globSync('**/*.css', { cwd: dist });
  const icons = globSync('assets/*.svg', { cwd: dist });
  const size = (files: Iterable<string>) =>
    [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0);
  const first = size(firstScreen(scripts));
  const whole = size(scripts);
  console.log(
    `page: first screen ${kilobytes(first)} of ${kilobytes(FIRST_SCREEN_MAX)}, ` +
      `all JavaScript ${kilobytes(whole)} of ${kilobytes(WHOLE_PAGE_MAX)}, styles ${kilobytes(size(styles))}, icons ${kilobytes(size(icons))} (gzipped)`,
  );
  return first <= FIRST_SCREEN_MAX && whole <= WHOLE_PAGE_MAX;
}

/** Lays compressed copies beside the text files, which the server sends as they are. */
function compress(): void {
  for (const file of globSync('**/*.{js,css,html,svg}', { cwd: dist })) {
    const path = join(dist, file);
    const content = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(content));
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
}

async function main(): Promise<void> {
  const digest = inputsDigest();
  const stored = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
  if (process.argv.includes('--if-stale') && stored === digest) return;
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    // Preact's own `h` is there anyway and makes shorter calls than the automatic runtime.
    oxc: { jsx: { runtime: 'classic', pragma: 'h$', pragmaFrag: 'F$' }, jsxInject: "import { h as h$, Fragment as F$ } from 'preact'" },
    plugins: [iconSpritePlugin(), plainImportPlugin(), minifyPlugin(), pruneTokensPlugin()],
    build: {
      outDir: dist,
      emptyOutDir: true,
      target: 'es2022',
      // Inlined files would be data: URLs, which the CSP allows for images only.
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  });
  if (!weigh()) {
    console.error('The page is over its budget: load what the first screen does not need later, or drop it.');
    process.exitCode = 1;
    return;
  }
  compress();
  writeFileSync(stampFile, digest);
}

await main();
