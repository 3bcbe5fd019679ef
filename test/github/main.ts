import { parseArgs } from 'node:util';
import { startGitHub } from './start.ts';

const HELP = `node test/github/main.ts [options]

  --port N              port, any free one unless given
  --seed NAME           minimal (default), demo, bench:COUNT or empty
  --random-seed TEXT    same text, same ids and delivery GUIDs
  --webhook-url URL     where the App's deliveries go
  --webhook-secret TEXT the App's webhook secret
  --callback-url URL    a registered OAuth callback; may be given more than once
  --setup-url URL       where an installation leads to

Prints one line of JSON with the addresses and the App's credentials when it is ready.
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: 'minimal' },
    'random-seed': { type: 'string', default: 'lockstep' },
    'webhook-url': { type: 'string' },
    'webhook-secret': { type: 'string' },
    'callback-url': { type: 'string', multiple: true, default: [] },
    'setup-url': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(HELP);
} else {
  const github = await startGitHub({
    port: Number(values.port),
    seed: values.seed,
    randomSeed: values['random-seed'],
    webhookUrl: values['webhook-url'] ?? null,
    app: {
      callbackUrls: values['callback-url'],
      setupUrl: values['setup-url'] ?? null,
      ...(values['webhook-secret'] === undefined ? {} : { webhookSecret: values['webhook-secret'] }),
    },
  });
  const { id, slug, clientId, clientSecret, privateKey, webhookSecret } = github.app;
  const { url, webUrl, apiUrl } = github;
  process.stdout.write(`${JSON.stringify({ url, webUrl, apiUrl, app: { id, slug, clientId, clientSecret, privateKey, webhookSecret } })}\n`);
  const stop = (): void => {
    void github.close();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
