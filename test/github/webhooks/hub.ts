import type { Installation } from '../model.ts';
import type { Render } from '../render/render.ts';
import type { DomainEvent } from '../state/events.ts';
import { installationFor } from '../state/find.ts';
import type { Delivery } from './delivery.ts';
import { renderPayload } from './payload.ts';

/** Sent whatever the App subscribed to, as GitHub does. */
const ALWAYS_SENT: ReadonlySet<string> = new Set(['installation', 'installation_repositories', 'github_app_authorization']);

/** Who gets an event: an installation, the App itself (null), or nobody (undefined). */
function receiverOf(render: Render, event: DomainEvent): Installation | null | undefined {
  if (event.event === 'github_app_authorization') return null;
  if (event.installation !== undefined && ALWAYS_SENT.has(event.event)) return event.installation;
  const installation = event.installation ?? (event.repository === null ? undefined : installationFor(render.state, event.repository));
  if (installation === undefined || installation.suspendedAt !== null) return undefined;
  return installation.events.includes(event.event) ? installation : undefined;
}

/** Turns each event of the model into a delivery, rendered at the moment of the write. */
export function listen(render: Render, accept: (delivery: Delivery) => void): void {
  const { state } = render;
  state.listeners.push((event) => {
    const receiver = receiverOf(render, event);
    if (receiver === undefined) return;
    accept({
      guid: state.ids.guid(),
      event: event.event,
      action: event.action,
      installationId: receiver?.id ?? null,
      repositoryId: event.repository?.id ?? null,
      payload: JSON.stringify(renderPayload(render, event, receiver ?? undefined)),
      createdAt: state.now(),
      redelivery: false,
    });
  });
}
