import type { IntegrationShape, SettingsProblemShape } from '../../../../src/http/trpc/integration-shapes.ts';
import { Unplaced } from '../../editors/problems.tsx';
import { screenAddress } from '../../router.ts';
import { setupText as text } from '../../text/setup.ts';
import { Notice } from '../../ui/bits.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { useConnection } from '../../ui/room.ts';
import type { Draft } from './draft.ts';

export type Step = keyof typeof text.steps;
export const ORDER = Object.keys(text.steps) as Step[];

export type StepProps = { draft: Draft; onward: () => void; onActivated: (now: IntegrationShape) => void };

type FootProps = { draft: Draft; step: Step; onward?: () => void; /** What has to be put right before it goes on. */ problems?: readonly SettingsProblemShape[]; disabled?: boolean; busy?: boolean; label?: string };

/** The way back and on; says whether anything would be lost. */
export function Foot({ draft, step, onward, problems = [], disabled = false, busy = false, label = text.next }: FootProps) {
  const { projectId } = useConnection();
  const before = ORDER[ORDER.indexOf(step) - 1];
  return (
    <>
      {problems.length > 0 && (
        <Notice tone="attention" live>
          {text.problems(problems.length)}
          <Unplaced problems={problems} />
        </Notice>
      )}
      <footer class="setup-foot">
        {before !== undefined && <ButtonLink href={screenAddress(projectId, 'setup', before)}>{text.back}</ButtonLink>}
        <span class="muted" role="status">
          {text.kept[draft.saving.value]}
        </span>
        {onward !== undefined && (
          <Button variant="primary" busy={busy} disabled={disabled || problems.length > 0} onClick={onward}>
            {label}
          </Button>
        )}
      </footer>
    </>
  );
}
