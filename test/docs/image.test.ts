/** Dockerfile, .dockerignore and compose.yaml against the package. */
import { builtinModules } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { exists, files, packageJson, read } from './files.ts';

const dockerfile = read('Dockerfile');

/** Packages whose code is loaded; types alone are gone before it runs. */
function imported(...patterns: string[]): string[] {
  const names = files(...patterns).flatMap((path) =>
    [...read(path).matchAll(/^(?:(?:import|export)\b(?! type\b)[^;]*?\bfrom |import )'([^'.][^']*)'|\bimport\('([^'.][^']*)'\)/gm)].map(([, name, lazy]) => name ?? lazy ?? ''),
  );
  const packages = names.map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/'));
  return [...new Set(packages)].filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)).toSorted();
}

describe('Dockerfile', () => {
  test('runs the Node that the package pins', () => {
    const [, version] = /^ARG NODE_IMAGE=node:([\d.]+)-/m.exec(dockerfile) ?? [];
    const pinned = Object.entries(packageJson.optionalDependencies).filter(([name]) => name.startsWith('node-'));
    expect(pinned.map(([, wanted]) => wanted)).toEqual(pinned.map(() => version));
  });

  test('installs without development dependencies what the service imports', () => {
    expect(dockerfile).toContain('npm ci --omit=dev --omit=optional');
    const packages = imported('src/**/*.ts', 'migrations/*.ts');
    expect(packages).toContain('fastify');
    expect(packages.filter((name) => !(name in packageJson.dependencies))).toEqual([]);
  });

  test('copies what exists, and .dockerignore lets it through', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '));
    expect(copied).toEqual(expect.arrayContaining(['src', 'migrations', 'web', 'package.json']));
    expect(copied.filter((path) => !exists(path))).toEqual([]);
    const allowed = read('.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(copied.filter((path) => !allowed.includes(path))).toEqual([]);
  });

  test('runs as somebody else than root', () => {
    const [, user] = [...dockerfile.matchAll(/^USER (\S+)$/gm)].at(-1) ?? [];
    expect(user).toBe('node');
  });
});

describe('compose.yaml', () => {
  interface Service { image?: string; env_file?: string; environment?: Record<string, string> }
  const { services } = parse(read('compose.yaml')) as { services: Record<string, Service> };

  test('gives the service the database beside it', () => {
    expect(services['lockstep']?.environment?.['DATABASE_URL']).toMatch(/^postgres:\/\/lockstep:\$\{POSTGRES_PASSWORD:\?.*\}@postgres:5432\/lockstep$/);
    expect(services['postgres']?.environment).toMatchObject({ POSTGRES_USER: 'lockstep', POSTGRES_DB: 'lockstep' });
  });

  test('sets only variables that Lockstep reads', () => {
    const known = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(Object.keys(services['lockstep']?.environment ?? {}).filter((name) => !known.includes(name))).toEqual([]);
  });
});
