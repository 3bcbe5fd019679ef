import { z } from 'zod';
import { settingsInput } from '../../../core/settings.ts';
import {
  draft, factsAnswer, impact, integration, linkedRepository, preview, rawSettings, replacements, settingsProblem, switches, type ActivationAnswer, type IntegrationShape, type UpdateAnswer,
} from '../../trpc/integration-shapes.ts';
import type { PageCaller } from '../page-caller.ts';
import { expectedVersion, ifMatch, tag as etag } from '../preconditions.ts';
import { Problem } from '../problems.ts';
import { params, route, type Route } from '../route.ts';

const tag = 'Integration';
const fullName = draft.shape.repositories.unwrap().element;

/** Settings stand beside the switches: one flat object. */
const view = z.object({
  ...switches.shape,
  ...settingsInput.shape,
  active: z.boolean(),
  state: integration.shape.state,
  reason: z.string().nullable(),
  version: z.number().int(),
  repositories: z.array(z.string()),
  links: z.array(linkedRepository),
  brake: integration.shape.brake,
  effective: z.json().describe('What follows from the settings where they leave something open.'),
});

const wanted = z.looseObject({
  ...switches.partial().shape,
  repositories: z.array(fullName).max(500).describe('owner/name of each. Those that are linked and not here are unlinked; their actions stay.'),
  active: z.boolean().default(true),
  privateConsent: z.union([z.boolean(), z.array(fullName)]).default(false).describe('Private repositories whose issues may become actions of this project: all, or those named. Their actions are shown to those who may read them on GitHub.'),
  replacements: replacements.exactOptional().describe('What stands in for statuses, priorities and categories that go.'),
  confirmation: z.uuid().exactOptional().describe('From a `confirmation-needed` problem: lets that very change through.'),
}).describe('The whole of it: a setting that is left out gets its default.');

type Wanted = z.output<typeof wanted>;

/** Why, to people, unless the program says. */
const PAUSED = 'Paused through the API.';

const SWITCHES = Object.keys(switches.shape) as (keyof typeof switches.shape)[];
const BESIDE = new Set<string>([...SWITCHES, 'repositories', 'active', 'privateConsent', 'replacements', 'confirmation', 'state', 'reason', 'version', 'links', 'brake', 'effective']);

/** What a GET answered may be sent back: what is not for the client to say is passed over. */
const settingsOf = (body: object): z.output<typeof rawSettings> => Object.fromEntries(Object.entries(body).filter(([name]) => !BESIDE.has(name)));

const switchesOf = (body: Partial<Wanted>): object => Object.fromEntries(SWITCHES.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]));

function toView({ settings, effective, repositories, ...rest }: IntegrationShape): z.input<typeof view> {
  return { ...rest, ...settings, active: rest.state === 'active', repositories: repositories.map(({ fullName: name }) => name), links: repositories, effective: effective as never };
}

/** @throws Problem for every answer but `saved` */
export function saved(answer: UpdateAnswer | ActivationAnswer): IntegrationShape {
  if (answer.outcome === 'saved') return answer.integration;
  throw refusalOf(answer);
}

function refusalOf(answer: Exclude<UpdateAnswer | ActivationAnswer, { outcome: 'saved' }>): Problem {
  switch (answer.outcome) {
    case 'stale':
      return new Problem('stale', 'The settings were changed in the meantime.', { current: toView(answer.integration) });
    case 'invalid':
      return invalid(answer.problems);
    case 'in use':
      return new Problem('in-use', 'Actions have statuses, priorities or categories that would go: name what stands in for them as `replacements`.', { keys: answer.keys });
    case 'confirm':
      return new Problem('confirmation-needed', `This would write to ${answer.impact.writes} issues. Look at the list, and send the same again with this confirmation.`, { confirmation: answer.confirmation, impact: answer.impact });
    case 'not linked':
      return new Problem('not-linked', answer.refusals.map(({ reason }) => reason).join(' '), { errors: answer.refusals.map(({ repository, reason }) => ({ path: `repositories.${repository}`, message: reason })) });
    case 'refused':
      return new Problem('forbidden', answer.reason);
    default:
      return answer satisfies never;
  }
}

const invalid = (errors: { path: string; message: string }[]): Problem =>
  new Problem('invalid-settings', errors.map(({ path, message }) => `${path}: ${message}`).join('; ').slice(0, 1000), { errors });

async function put(page: PageCaller, projectId: string, body: Wanted, given: number | null): Promise<IntegrationShape> {
  const before = await page.integrations.get({ projectId });
  const change = {
    projectId, expectedVersion: given ?? before.version, settings: settingsOf(body),
    switches: switchesOf(body),
    ...(body.replacements !== undefined && { replacements: body.replacements }), ...(body.confirmation !== undefined && { confirmation: body.confirmation }),
  };
  const consents = (name: string): boolean => (typeof body.privateConsent === 'boolean' ? body.privateConsent : body.privateConsent.includes(name));
  saved(await page.integrations.activate({ ...change, repositories: body.repositories.map((name) => ({ fullName: name, privateConsent: consents(name) })) }));
  const stays = new Set(body.repositories.map((name) => name.toLowerCase()));
  for (const { id: repositoryId, fullName: name } of before.repositories) {
    if (!stays.has(name.toLowerCase())) await page.integrations.unlink({ projectId, repositoryId, actions: 'keep' });
  }
  const now = await page.integrations.get({ projectId });
  if (body.active && now.state === 'paused') await page.integrations.resume({ projectId });
  if (!body.active && now.state === 'active') await page.integrations.pause({ projectId, reason: PAUSED });
  return page.integrations.get({ projectId });
}

export const integrationRoutes: Route[] = [
  route({
    method: 'GET', path: '/projects/{project}/integration', tag, summary: 'Read the integration', params: params.project, answer: view,
    async run({ page, params: { project: projectId }, reply }) {
      const found = await page.integrations.get({ projectId });
      etag(reply, found.version);
      return toView(found);
    },
  }),
  route({
    method: 'PUT', path: '/projects/{project}/integration', tag, summary: 'Set the integration up, or change it',
    description: 'Links what is new and pulls its issues. What would write to many issues is answered with 409 and the list, and done when it is sent again with the confirmation.',
    params: params.project, headers: ifMatch, body: wanted, answer: view,
    async run({ page, params: { project: projectId }, body, request, reply }) {
      const now = await put(page, projectId, body, expectedVersion(request));
      etag(reply, now.version);
      return toView(now);
    },
  }),
  route({
    method: 'POST', path: '/projects/{project}/integration/check', tag, summary: 'Check settings without saving them', params: params.project, body: rawSettings,
    answer: z.object({ problems: z.array(settingsProblem) }),
    run: async ({ page, params: { project: projectId }, body }) => ({ problems: await page.integrations.check({ projectId, settings: body }) }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/integration/impact', tag, summary: 'See what a change would do',
    description: 'Takes settings as PUT does, merges every issue under them as it is on GitHub, and writes nothing.',
    params: params.project, body: wanted.omit({ repositories: true, active: true, privateConsent: true, confirmation: true }), answer: impact,
    async run({ page, params: { project: projectId }, body }) {
      const { version: expectedVersion } = await page.integrations.get({ projectId });
      const answer = await page.integrations.impact({
        projectId, expectedVersion, settings: settingsOf(body), switches: switchesOf(body as Partial<Wanted>), ...(body.replacements !== undefined && { replacements: body.replacements }),
      });
      if (answer.outcome !== 'weighed') throw refusalOf(answer);
      return answer.impact;
    },
  }),
  route({
    method: 'GET', path: '/projects/{project}/integration/facts', tag, summary: 'What repositories use, and settings that fit it', params: params.project,
    query: z.object({ repository: z.array(fullName).min(1).max(500) }), answer: factsAnswer,
    run: ({ page, params: { project: projectId }, query: { repository } }) => page.integrations.facts({ projectId, repositories: repository }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/integration/dry-run', tag, summary: 'Begin a dry run', description: 'Writes nothing. It goes on by itself; read how far it is.',
    params: params.project, body: z.object({ settings: rawSettings.default({}), repositories: z.array(fullName).min(1).max(500) }), status: 202, answer: preview,
    async run({ page, params: { project: projectId }, body }) {
      const answer = await page.integrations.startPreview({ projectId, ...body });
      if (answer.outcome === 'started') return answer.preview;
      if (answer.outcome === 'refused') throw new Problem('forbidden', answer.reason);
      throw invalid(answer.problems);
    },
  }),
  route({
    method: 'GET', path: '/projects/{project}/integration/dry-run', tag, summary: 'Read the newest dry run', params: params.project, answer: preview,
    async run({ page, params: { project: projectId } }) {
      const found = await page.integrations.preview({ projectId });
      if (found === null) throw new Problem('not-found', 'There was no dry run yet.');
      return found;
    },
  }),
  route({
    method: 'DELETE', path: '/projects/{project}/integration/dry-run', tag, summary: 'End the dry run that is under way', params: params.project, answer: z.object({ cancelled: z.boolean() }),
    run: ({ page, params: { project: projectId } }) => page.integrations.cancelPreview({ projectId }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/integration/brake', tag, summary: 'Let through, or call off, what waits behind the brake', description: 'Calling off goes on by itself; `brake.callingOff` of the integration tells how far it is.', params: params.project,
    body: z.object({ confirm: z.boolean() }), answer: z.object({ issues: z.number().int() }),
    run: ({ page, params: { project: projectId }, body: { confirm } }) => (confirm ? page.integrations.confirmBrake({ projectId }) : page.integrations.declineBrake({ projectId })),
  }),
  route({
    method: 'POST', path: '/projects/{project}/integration/pause', tag, summary: 'Pause the sync', description: 'Nothing is read or written until it is resumed; then both sides catch up.', params: params.project,
    body: z.strictObject({ reason: z.string().trim().min(1).max(200).default(PAUSED) }).prefault({}), status: 204, answer: z.null(),
    run: ({ page, params: { project: projectId }, body }) => page.integrations.pause({ ...body, projectId }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/integration/resume', tag, summary: 'Resume the sync', params: params.project, status: 204, answer: z.null(),
    run: ({ page, params: { project: projectId } }) => page.integrations.resume({ projectId }),
  }),
];
