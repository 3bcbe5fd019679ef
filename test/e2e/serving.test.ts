import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { registerPage } from '../../src/http/page.ts';
import { createFakeWorld } from './fake-services.ts';
import { serveFake } from './fake-server.ts';

let fastify: FastifyInstance;
beforeAll(async () => {
  ({ fastify } = await serveFake(createFakeWorld(1)));
});
afterAll(() => fastify.close());

const html = { accept: 'text/html,application/xhtml+xml' };
const get = (url: string, headers: Record<string, string> = html) => fastify.inject({ url, headers });

describe('the served page', () => {
  test.each(['/', '/projects/7', '/projects/7/actions/1?status=open'])('%s answers index.html, checked anew each time', async (url) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.body).toContain('<div id="app">');
  });

  test('holds no inline script or style: the policy forbids both', async () => {
    const { body, headers } = await get('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
  });

  test('hashed files may be kept for ever, and come compressed', async () => {
    const { body } = await get('/');
    const [, script = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(body) ?? [];
    const answer = await get(script, { 'accept-encoding': 'br' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-encoding']).toBe('br');
  });

  test('so may the picture that all icons are in', async () => {
    const [, picture = ''] = /<use href="([^"#]+)#/.exec((await get('/')).body) ?? [];
    const { headers } = await get(picture);
    expect(headers['content-type']).toBe('image/svg+xml');
    expect(headers['cache-control']).toContain('immutable');
  });

  test.each([
    ['an unknown file', '/assets/gone-12345678.js', { accept: '*/*' }],
    ['an unknown address under /api', '/api/nothing', html],
    ['the build stamp', '/.inputs', { accept: '*/*' }],
  ])('%s is 404, not the page', async (_name, url, headers) => {
    expect((await get(url, headers)).statusCode).toBe(404);
  });

  test('says how to build it when it is not built', async () => {
    const root = await mkdtemp(join(tmpdir(), 'page-'));
    await expect(registerPage(Fastify(), { root })).rejects.toThrow(/npm run build:page/);
    await rm(root, { recursive: true });
  });
});
