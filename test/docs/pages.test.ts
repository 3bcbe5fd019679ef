/** What the pages say of files, scripts and commands is there. */
import { execFile } from 'node:child_process';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { queueNames } from '../../src/queue/boss.ts';
import { exists, files, packageJson, read, root } from './files.ts';

const run = promisify(execFile);

const pages = files('*.md', 'docs/**/*.md');

/** Text without code blocks, and without comments that no reader sees. */
const prose = (page: string): string => read(page).replace(/^```[\s\S]*?^```/gm, '').replace(/<!--[\s\S]*?-->/g, '');

/** As GitHub makes anchors of headings. */
const anchor = (heading: string): string => heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');

const anchorsOf = (page: string): string[] => [...prose(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchor(heading));

test('the pages everybody expects are there', () => {
  expect(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'LICENSE'].filter((page) => !exists(page))).toEqual([]);
});

describe.each(pages)('%s', (page) => {
  test('links lead to files and headings that exist', () => {
    const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
    const broken = links.filter((target) => {
      const [path = '', heading] = target.split('#');
      const file = path === '' ? page : normalize(join(dirname(page), path));
      return !exists(file) || (heading !== undefined && !anchorsOf(file).includes(heading));
    });
    expect(broken).toEqual([]);
  });

  test('scripts and paths that it names exist', () => {
    const scripts = [...read(page).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(scripts.filter((name) => !(name in packageJson.scripts))).toEqual([]);
    const paths = [...prose(page).matchAll(/`((?:src|test|web|bench|migrations|docs|\.ci)\/[\w./-]*)`/g)].map(([, path = '']) => path);
    expect(paths.filter((path) => !exists(path) && path !== 'web/dist')).toEqual([]);
  });
});

test("the README's table names every command of `lockstep`, and no other", async () => {
  const { stdout } = await run(process.execPath, ['src/main.ts', '--help'], { cwd: root });
  const [, listed = ''] = stdout.split('Commands:\n');
  const commands = [...listed.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name).filter((name) => name !== 'help');
  const [, section = ''] = read('README.md').split('## Commands\n');
  const told = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `lockstep ([a-z-]+)/gm)].map(([, name]) => name);
  expect([...new Set(told)].toSorted()).toEqual(commands.toSorted());
});

test('ARCHITECTURE.md tells of every promise, once', () => {
  const rows = [...read('ARCHITECTURE.md').matchAll(/^\| I(\d+) \|.*$/gm)];
  expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 15 }, (_, at) => at + 1));
});

test('ARCHITECTURE.md tells of every queue, and no other', () => {
  const [, section = ''] = read('ARCHITECTURE.md').split('## The queue\n');
  const told = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([a-z]+)`/gm)].map(([, name]) => name);
  expect(told.toSorted()).toEqual(queueNames.toSorted());
});
