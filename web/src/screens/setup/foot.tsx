import type { IntegrationShape } from '../../../../src/http/trpc/integration-shapes.ts';
import { screenAddress } from '../../router.ts';
import { setupText as text } from '../../text/setup.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { useConnection } from '../../ui/room.ts';
import type { Draft } from './draft.ts';

export type Step = keyof typeof text.steps;
export const ORDER = Object.keys(text.steps) as Step[];

export type StepProps = { draft: Draft; onward: () => void; onActivated: (now: IntegrationShape) => void };

type FootProps = { draft: Draft; step: Step; onward?: () => void; disabled?: boolean; busy?: boolean; label?: string };

/** The way back and on; says whether anything would be lost. */
export function Foot({ draft, step, onward, disabled = false, busy = false, label = text.next }: FootProps) {
  const { projectId } = useConnection();
  const before = ORDER[ORDER.indexOf(step) - 1];
  return (
    <footer class="setup-foot">
      {before !== undefined && <ButtonLink href={screenAddress(projectId, 'setup', before)}>{text.back}</ButtonLink>}
      <span class="muted" role="status">
        {text.kept[draft.saving.value]}
      </span>
      {onward !== undefined && (
        <Button variant="primary" busy={busy} disabled={disabled} onClick={onward}>
          {label}
        </Button>
      )}
    </footer>
  );
}
