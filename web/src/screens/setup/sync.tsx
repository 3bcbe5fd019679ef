import { FiltersEditor } from '../../editors/filters.tsx';
import { DirectionEditor, PaceEditor } from '../../editors/sync.tsx';
import { setupText } from '../../text/setup.ts';
import { Foot } from './foot.tsx';
import type { StepProps } from './foot.tsx';

/** The third step: which way changes go, how often, and for which issues. */
export function SyncStep({ draft, onward }: StepProps) {
  return (
    <>
      <h2 class="title" tabIndex={-1}>
        {setupText.sync.title}
      </h2>
      <DirectionEditor />
      <FiltersEditor />
      <PaceEditor />
      <Foot draft={draft} step="sync" onward={onward} problems={draft.editing.problems.value.filter(({ path }) => path.startsWith('filters'))} />
    </>
  );
}
