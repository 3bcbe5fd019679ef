/*
 * Writes openapi.json, the small part of GitHub's OpenAPI description that the conformance tests need:
 *
 *   node test/github/descriptions/make.ts            fetches the package with npm into a temporary folder
 *   node test/github/descriptions/make.ts FOLDER     takes an unpacked package
 *
 * The package is no dependency because it unpacks to 400 MB.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from './extract.ts';
import { CORRECTIONS, OPERATIONS, WEBHOOKS } from './operations.ts';
import type { JsonObject } from './prune.ts';

const PACKAGE = '@octokit/openapi@23.0.2';
const FILE = 'generated/api.github.com.json';

function fetchDescription(): string {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
  try {
    const packed = execFileSync('npm', ['pack', PACKAGE, '--silent', '--pack-destination', folder], { encoding: 'utf8' }).trim();
    execFileSync('tar', ['-xzf', join(folder, packed), '-C', folder, `package/${FILE}`]);
    return readFileSync(join(folder, 'package', FILE), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const folder = process.argv[2];
const text = folder === undefined ? fetchDescription() : readFileSync(join(folder, FILE), 'utf8');
const made = JSON.stringify(extract(JSON.parse(text) as JsonObject, `${PACKAGE} ${FILE} (MIT)`, OPERATIONS, WEBHOOKS, CORRECTIONS));
writeFileSync(new URL('openapi.json', import.meta.url), `${made}\n`);
console.log(`openapi.json: ${Math.round(made.length / 1024)} KB, ${OPERATIONS.length} operations, ${WEBHOOKS.length} webhooks`);
