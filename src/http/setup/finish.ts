/** `GET /setup/callback`: GitHub created the App; its credentials are fetched and stored sealed. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { convertManifest, type ConvertedApp } from '../../github/app-manifest.ts';
import { GitHubError } from '../../github/errors.ts';
import { storeAppCredentials } from '../../store/app-credentials.ts';
import { writeAudit } from '../../store/audit.ts';
import { takeSignIn } from '../../store/sign-ins.ts';
import { setOperator, upsertUser } from '../../store/users.ts';
import { sendNotice, type Notice } from '../auth/notice.ts';
import { hashOf, newSecret, sameSecret } from '../auth/secrets.ts';
import type { SetupRoutes } from './register.ts';

const query = z.object({ state: z.string().regex(/^[\w-]{43}$/), code: z.string().min(1).max(200) });

const AGAIN = { label: 'Start again', href: '/' };

const STALE: Notice = {
  title: 'This setup is no longer valid',
  text: ['It was used already, took longer than an hour, or began in another browser. If GitHub has created an App meanwhile, delete it there.'],
  action: AGAIN,
};

export function registerFinish(fastify: FastifyInstance, parts: SetupRoutes): void {
  const { config, db, cookies, log } = parts;
  fastify.get('/setup/callback', async (request, reply) => {
    const given = query.safeParse(request.query);
    const browser = cookies.read(request, 'sign_in');
    const begun = given.success ? await takeSignIn(db, hashOf(given.data.state)) : undefined;
    if (!given.success || begun?.returnTo !== '/setup' || browser === undefined || !sameSecret(hashOf(browser), begun.browserHash)) return sendNotice(reply, 400, STALE);
    let app: ConvertedApp;
    try {
      app = await convertManifest(config.githubApiUrl, given.data.code);
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      log.warn({ err: error }, 'the manifest could not be converted');
      return sendNotice(reply, 502, { title: 'GitHub did not hand over the App', text: [error.message, 'If GitHub has created the App, delete it there before you start again.'], action: AGAIN });
    }
    await store(parts, app);
    cookies.clear(reply, 'sign_in');
    return sendNotice(reply, 200, {
      title: 'Your App is connected',
      text: [`Lockstep now acts as “${app.slug}” and is starting. Next, install the App where your issues are; then GitHub brings you back here to sign in.`],
      action: { label: 'Install it on GitHub', href: `${app.htmlUrl}/installations/new` },
    });
  });
}

/** Who owns the App as a person operates this instance; an organization's operators are named at the terminal. */
async function store({ db, vault }: SetupRoutes, { owner, ...app }: ConvertedApp): Promise<void> {
  await db.transaction(async (trx) => {
    await storeAppCredentials(trx, vault, { ...app, webhookSecret: app.webhookSecret ?? newSecret() });
    if (owner.type === 'User') await setOperator(trx, (await upsertUser(trx, { githubId: owner.githubId, login: owner.login, name: null })).id, true);
    await writeAudit(trx, { actor: { kind: 'operator' }, event: 'app.connected', detail: { app: app.appId } });
  });
}
