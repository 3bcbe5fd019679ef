import { useSignal } from '@preact/signals';
import type { ActionPullShape } from '../../../../src/http/trpc/pulls.ts';
import type { IconName } from '../../icons.ts';
import { usePage } from '../../page.ts';
import type { Entity } from '../../state/entities.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { useAct } from '../../ui/act.ts';
import { Badge, type Tone } from '../../ui/bits.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';

const words = work.pulls;

const LOOKS: { [S in ActionPullShape['state']]: [Tone, IconName] } = {
  draft: ['neutral', 'pullDraft'], open: ['success', 'pull'], review_requested: ['attention', 'eye'], approved: ['success', 'check'], merged: ['done', 'conflict'], closed: ['danger', 'pullClosed'],
};

/** The pull requests of an action's issue: how far each is, and linking one that GitHub does not know of. */
export function Pulls({ entity, mayEdit }: { entity: Entity; mayEdit: boolean }) {
  const { api } = usePage();
  const actionId = entity.id;
  const { github } = entity.shown.value;
  const load = useLoad(() => api.pulls.list.query({ actionId }));
  const typed = useSignal<string | null>(null);
  const { busy, problem, act } = useAct(load.reload);
  if (github === null) return null;
  const nameOf = ({ repository, number }: ActionPullShape): string => (repository === github.repository ? '' : repository) + `#${number}`;
  const change = async (verb: 'link' | 'unlink', pull: string, done: string): Promise<void> => {
    if (!(await act(() => api.pulls[verb].mutate({ actionId, pull }), done, verb + pull))) return;
    typed.value = null;
  };
  return (
    <section>
      <div class="section-head">
        <h3>{words.title}</h3>
        {mayEdit && typed.value === null && <Button small variant="plain" icon="plus" label={words.link} onClick={() => (typed.value = '')}>{words.add}</Button>}
      </div>
      {typed.value !== null && (
        <form
          class="pull-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.peek()?.trim()) void change('link', typed.peek() ?? '', words.linked);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            typed.value = null;
          }}
        >
          <TextField first label={words.which} hint={words.whichHint} placeholder={`https://github.com/${github.repository}/pull/12`} error={problem.value} value={typed.value} onValue={(value) => (typed.value = value)} />
          <div class="chips">
            <Button small variant="primary" type="submit" busy={busy.value}>{words.submit}</Button>
            <Button small onClick={() => (typed.value = null)}>{text.ui.cancel}</Button>
          </div>
        </form>
      )}
      <Loaded load={load} lines={1}>
        {(pulls) =>
          pulls.length === 0 ? (
            <p class="muted">{words.none}</p>
          ) : (
            <ul class="pulls" role="list">
              {pulls.map((pull) => {
                const [tone, icon] = LOOKS[pull.state];
                return (
                  <li key={pull.url}>
                    <div>
                      <a href={pull.url} target="_blank" rel="noopener noreferrer" dir="auto">{pull.title}</a>
                      <p class="muted">
                        <Badge tone={tone} icon={icon}>{words.states[pull.state]}</Badge> {nameOf(pull)} {words.into(pull.branch)}
                        {pull.linkedBy === 'hand' && ` · ${words.by(pull.by)}`}
                      </p>
                    </div>
                    {mayEdit && pull.linkedBy === 'hand' && <IconButton icon="unlink" label={words.unlink(nameOf(pull))} onClick={() => void change('unlink', pull.url, words.unlinked)} />}
                  </li>
                );
              })}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
