import { useSignal } from '@preact/signals';
import { DueDateEditor } from '../../editors/due-date.tsx';
import { CustomEditor, TagsEditor } from '../../editors/fields.tsx';
import { MappingEditor } from '../../editors/mappings.tsx';
import { MilestonesEditor } from '../../editors/milestones.tsx';
import { NamesEditor } from '../../editors/names.tsx';
import { usePage } from '../../page.ts';
import { setupText } from '../../text/setup.ts';
import { Bullets, Notice } from '../../ui/bits.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection } from '../../ui/room.ts';
import { Foot } from './foot.tsx';
import type { StepProps } from './foot.tsx';

const text = setupText.mappings;

/** The fourth step: what labels, types and fields mean; filled in from what the repositories use. */
export function MappingsStep({ draft, onward }: StepProps) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const { editing, repositories, mapped } = draft;
  const members = useSignal<string[]>([]);
  const load = useLoad(async () => {
    if (repositories.peek().length === 0) return { outcome: 'refused' as const, reason: setupText.repositories.atLeastOne };
    const [answer, team] = await Promise.all([api.integrations.facts.query({ projectId, repositories: repositories.peek() }), api.members.list.query({ projectId })]);
    members.value = team.map(({ login }) => login);
    if (answer.outcome === 'read') {
      editing.facts.value = answer.facts;
      // Once: what the lead changed afterwards is theirs.
      if (!mapped.peek()) {
        editing.set({ mappings: answer.suggestion.settings.mappings });
        mapped.value = true;
      }
    }
    return answer;
  });
  const problems = editing.problems.value.filter(({ path }) => !path.startsWith('filters'));
  return (
    <>
      <h2 class="title" tabIndex={-1}>
        {text.title}
      </h2>
      <p class="muted">{text.hint}</p>
      <Loaded load={load} lines={8}>
        {(answer) => (
          <>
            {answer.outcome === 'refused' ? (
              <Notice tone="attention">{answer.reason}</Notice>
            ) : (
              <>
                {answer.suggestion.found.length > 0 && (
                  <details class="more">
                    <summary>
                      {text.found} <span class="counter">{answer.suggestion.found.length}</span>
                    </summary>
                    <Bullets lines={[...answer.suggestion.found, ...answer.facts.unavailable]} />
                  </details>
                )}
                <p class="muted">{text.looked(answer.facts.looked, answer.facts.issues)}</p>
              </>
            )}
            <MappingEditor field="status" />
            <MappingEditor field="priority" />
            <MappingEditor field="category" />
            <NamesEditor members={members.value} />
            <MilestonesEditor />
            <TagsEditor />
            <DueDateEditor />
            <CustomEditor />
          </>
        )}
      </Loaded>
      <Foot draft={draft} step="mappings" onward={onward} problems={problems} disabled={load.data.value === null} />
    </>
  );
}
