/** Setup mode: no App is connected, nothing is received, and the page says what is missing. */
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';

/** Serves one page that tells the operator how to connect a GitHub App. */
export function registerSetup(fastify: FastifyInstance, config: Config): void {
  fastify.get('/', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'")
      .header('referrer-policy', 'no-referrer')
      .header('x-content-type-options', 'nosniff')
      .send(page(config)),
  );
}

const VARIABLES: [string, string][] = [
  ['APP_ID', "the number under “App ID” on the App's settings page"],
  ['PRIVATE_KEY_PATH', 'the .pem file you get from “Generate a private key”'],
  ['WEBHOOK_SECRET', 'the secret you type under “Webhook”'],
  ['GITHUB_CLIENT_ID', 'the “Client ID”'],
  ['GITHUB_CLIENT_SECRET', 'the secret you get from “Generate a new client secret”'],
];

function page({ publicUrl, githubWebUrl }: Config): string {
  const variables = VARIABLES.map(([name, meaning]) => `<li><code>${name}</code>: ${meaning}</li>`).join('\n      ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Set up Lockstep</title>
  </head>
  <body>
    <h1>Lockstep is running, and waits for its GitHub App</h1>
    <p>No App credential is set, so nothing is received and nothing is synced yet.</p>
    <ol>
      <li>Create a GitHub App at <a href="${escape(githubWebUrl)}/settings/apps/new">${escape(githubWebUrl)}/settings/apps/new</a>
        with the permissions and events that <code>app.yml</code> lists. Its webhook URL is
        <code>${escape(publicUrl)}/api/webhooks/github</code>, its content type <code>application/json</code>.</li>
      <li>Put its credentials into the environment or a <code>.env</code> file (see <code>.env.example</code>), all of them.</li>
      <li>Start Lockstep again.</li>
    </ol>
    <p>The credentials:</p>
    <ul>
      ${variables}
    </ul>
  </body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
