/** `GET /`: asks for the code. `POST /setup`: takes it and offers the App's manifest to GitHub. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { appManifest } from '../../github/app-manifest.ts';
import { readAppYml } from '../../github/app-yml.ts';
import { beginSignIn } from '../../store/sign-ins.ts';
import { writeAudit } from '../../store/audit.ts';
import { escapeHtml, sendHtml } from '../auth/notice.ts';
import { hashOf, newSecret } from '../auth/secrets.ts';
import { isSetupCode } from './code.ts';
import type { SetupRoutes } from './register.ts';

/** GitHub gives an hour from the manifest to its conversion. */
const MINUTES = 60;

const form = z.object({
  code: z.string().max(100),
  owner: z.union([z.literal(''), z.string().trim().regex(/^[A-Za-z0-9-]{1,39}$/)]).default(''),
  name: z.string().trim().min(1).max(34).default('Lockstep'),
});

export function registerBegin(fastify: FastifyInstance, parts: SetupRoutes): void {
  fastify.get('/', async (_request, reply) => ask(reply, 200, parts, null));

  fastify.post('/setup', async (request, reply) => {
    const typed = form.safeParse(request.body);
    if (!typed.success) return ask(reply, 400, parts, 'Please fill in the form as it asks: the organization is its short name on GitHub, the App’s name has at most 34 characters.');
    if (!isSetupCode(typed.data.code, parts.code)) {
      await writeAudit(parts.db, { actor: { kind: 'nobody' }, event: 'app.connected', outcome: 'denied', detail: { reason: 'wrong code' } });
      return ask(reply, 403, parts, 'That is not the code. It stands on the terminal, or in the log, of the Lockstep that was started last.');
    }
    const browser = newSecret();
    const state = newSecret();
    await beginSignIn(parts.db, hashOf(state), { browserHash: hashOf(browser), returnTo: '/setup' }, MINUTES);
    parts.cookies.set(reply, 'sign_in', browser, MINUTES * 60);
    return offer(reply, parts, { state, owner: typed.data.owner, name: typed.data.name });
  });
}

function ask(reply: FastifyReply, status: number, { config, unreadable, publicUrl }: SetupRoutes, problem: string | null): FastifyReply {
  const lost = unreadable
    ? '<p><strong>Credentials of an App are stored here, but the key they were sealed with is not given.</strong> Put it back into <code>TOKEN_ENCRYPTION_KEYS</code> and start again, or go on and create another App.</p>'
    : '';
  return sendHtml(reply, status, 'Lockstep is running, and waits for its GitHub App', `
${lost}${problem === null ? '' : `<p role="alert"><strong>${escapeHtml(problem)}</strong></p>`}
<p>Lockstep acts on GitHub as a GitHub App of your own. One click on ${escapeHtml(new URL(config.githubWebUrl).host)} creates it with the right permissions; there is no file to edit.</p>
<form method="post" action="/setup">
<p><label>Code from the terminal<br><input name="code" required autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20"></label></p>
<p><label>Organization that shall own the App (empty: your own account)<br><input name="owner" maxlength="39" autocapitalize="none" spellcheck="false"></label></p>
<p><label>Name of the App, which nobody else may have on GitHub<br><input name="name" value="Lockstep" required maxlength="34"></label></p>
<p><button>Go on</button></p>
</form>
<p>People and GitHub will reach this Lockstep at <code>${escapeHtml(publicUrl())}</code>; set <code>PUBLIC_URL</code> if that is wrong. An App that exists already is connected by environment variables instead: <code>.env.example</code> lists them.</p>`);
}

function offer(reply: FastifyReply, { config, publicUrl }: SetupRoutes, { state, owner, name }: { state: string; owner: string; name: string }): FastifyReply {
  const base = publicUrl();
  const webhooks = isReachable(base, config.githubWebUrl);
  const manifest = JSON.stringify(appManifest({ asks: readAppYml(), name, publicUrl: base, redirectUrl: `${base}/setup/callback`, webhooks }));
  const path = owner === '' ? '/settings/apps/new' : `/organizations/${owner}/settings/apps/new`;
  const local = webhooks
    ? ''
    : '<p>GitHub cannot reach this machine, so it will send no events; Lockstep will look for changes by itself, every minute or so. With a public <code>PUBLIC_URL</code> changes arrive within a second.</p>';
  return sendHtml(reply, 200, 'Create the App on GitHub', `
<p>GitHub shows what the App may do and asks you to confirm its name. Then it sends you back here.</p>
${local}<form method="post" action="${escapeHtml(config.githubWebUrl)}${path}?state=${state}">
<input type="hidden" name="manifest" value="${escapeHtml(manifest)}">
<p><button>Create the GitHub App</button></p>
</form>`, new URL(config.githubWebUrl).origin);
}

const LOCAL = /^(?:localhost|127\.|\[::1\]|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/;

/** github.com refuses webhook addresses that it could never reach; a GitHub next door does not. */
function isReachable(publicUrl: string, githubWebUrl: string): boolean {
  return new URL(githubWebUrl).hostname !== 'github.com' || !LOCAL.test(new URL(publicUrl).hostname);
}
