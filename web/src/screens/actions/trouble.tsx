import { usePage } from '../../page.ts';
import { screenAddress } from '../../router.ts';
import type { Entity } from '../../state/entities.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { useAct } from '../../ui/act.ts';
import { Notice } from '../../ui/bits.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { useLoad } from '../../ui/load.tsx';
import { useProject } from '../../view/project-context.ts';

const words = work.trouble;

/** Why an action is not in step with its issue, and what mends it. */
export function Trouble({ entity, mayEdit }: { entity: Entity; mayEdit: boolean }) {
  const { api, toasts } = usePage();
  const { projectId, session } = useProject();
  const { busy, act } = useAct();
  const { github, issueCreation } = entity.shown.value;
  const error = github?.error ?? null;
  const load = useLoad(async () => (error === null ? null : api.health.troubleOf.query({ actionId: entity.id })), error);
  const found = load.data.value;
  const retry = (): void => void act(async () => {
    const { held } = await api.integrations.sync.mutate({ projectId, actionIds: [entity.id], direction: 'push' });
    toasts.show({ tone: 'info', about: entity.id, text: [words.retrying, ...held].join(' '), act: null });
  });
  const createIssue = (): void => void act(async () => {
    const asked = session.entities.heard();
    session.entities.read(await api.actions.retryIssue.mutate({ id: entity.id }), asked);
  });
  return (
    <div class="trouble" role="status">
      {issueCreation !== null && (
        <Notice tone="attention">
          <p>
            {work.detail.refusedIssue(issueCreation.repository)} <span class="muted">{issueCreation.note}</span>
          </p>
          {mayEdit && (
            <p class="chips">
              <Button small icon="sync" busy={busy.value} onClick={createIssue}>{words.retry}</Button>
            </p>
          )}
        </Notice>
      )}
      {error !== null && (
        <Notice tone="attention">
          <p>
            {found?.sentence ?? error} <span class="muted">{found?.advice}</span>
          </p>
          <p class="chips">
            {found?.mend === 'github' && github !== null && <ButtonLink small external href={github.url}>{words.open}</ButtonLink>}
            {mayEdit && found !== null && found.mend !== null && <Button small icon="sync" busy={busy.value} onClick={retry}>{words.retry}</Button>}
          </p>
        </Notice>
      )}
      {github?.conflict === true && (
        <Notice tone="attention">
          <p>{text.mark.sentences.conflict}</p>
          <p class="chips">
            <ButtonLink small icon="conflict" href={`${screenAddress(projectId, 'conflicts')}?action=${entity.id}`}>{words.resolve}</ButtonLink>
          </p>
        </Notice>
      )}
    </div>
  );
}
