import { rawOf } from '../../editors/editing.ts';
import { Preview } from '../../editors/preview.tsx';
import { useSaving } from '../../editors/save.tsx';
import { usePage } from '../../page.ts';
import { setupText } from '../../text/setup.ts';
import { Notice } from '../../ui/bits.tsx';
import { useConnection } from '../../ui/room.ts';
import { Foot } from './foot.tsx';
import type { StepProps } from './foot.tsx';

const text = setupText.preview;

/** The fifth step: what would happen, before anything does; then the button that begins it. */
export function PreviewStep({ draft, onward, onActivated }: StepProps) {
  const { api } = usePage();
  const connection = useConnection();
  const { editing, repositories, consents, integration } = draft;
  const chosen = repositories.value;
  const { busy, save, dialogs } = useSaving(
    (more) =>
      api.integrations.activate.mutate({
        projectId: connection.projectId,
        expectedVersion: integration.version,
        settings: rawOf(editing.settings.peek()),
        switches: editing.switches.peek(),
        repositories: repositories.peek().map((fullName) => ({ fullName, privateConsent: consents.peek().includes(fullName) })),
        ...more,
      }),
    (now) => {
      draft.close(false);
      onActivated(now);
      connection.readSoon();
      onward();
    },
  );
  return (
    <>
      <h2 class="title" tabIndex={-1}>
        {text.title}
      </h2>
      {chosen.length === 0 ? <Notice tone="attention">{setupText.repositories.atLeastOne}</Notice> : <Preview repositories={chosen} />}
      {dialogs}
      <Foot draft={draft} step="preview" onward={save} busy={busy} disabled={chosen.length === 0} label={text.activate} />
    </>
  );
}
