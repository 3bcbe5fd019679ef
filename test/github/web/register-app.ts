import { htmlReply, redirectReply, type Reply } from '../http/reply.ts';
import type { Incoming } from '../http/rest-door.ts';
import type { World } from '../world.ts';
import { manifestSchema } from './manifests.ts';
import { buttonForm, escapeHtml, page } from './page.ts';

function parse(text: string | null): ReturnType<typeof manifestSchema.safeParse> {
  try {
    return manifestSchema.safeParse(JSON.parse(text ?? ''));
  } catch {
    return manifestSchema.safeParse(null);
  }
}

/**
 * `POST /settings/apps/new` (and an organization's): the first post shows what the manifest asks,
 * the second, with `confirm`, goes back to `redirect_url` with a code.
 */
export function registerApp(world: World, incoming: Incoming): Reply {
  const form = new URLSearchParams(incoming.body.toString('utf8'));
  const manifest = parse(form.get('manifest'));
  if (!manifest.success) return htmlReply(422, page('Invalid manifest', `<pre>${escapeHtml(manifest.error.message)}</pre>`));
  const given = form.get('state') ?? incoming.query.get('state');
  if (form.get('confirm') === null) {
    const fields = { manifest: form.get('manifest') ?? '', confirm: '1', ...(given === null ? {} : { state: given }) };
    const asked = escapeHtml(JSON.stringify({ permissions: manifest.data.default_permissions, events: manifest.data.default_events }, null, 2));
    return htmlReply(200, page(`Register ${manifest.data.name ?? 'a GitHub App'}`, `<pre>${asked}</pre>${buttonForm('post', incoming.path, fields, 'Create GitHub App')}`));
  }
  const target = new URL(manifest.data.redirect_url ?? manifest.data.url);
  target.searchParams.set('code', world.manifests.confirm(manifest.data));
  if (given !== null) target.searchParams.set('state', given);
  return redirectReply(target.href);
}
