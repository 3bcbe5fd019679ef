import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { HealthShape, TroubleShape } from '../../../../src/http/trpc/health-shapes.ts';
import { TROUBLES_MAX } from '../../../../src/http/trpc/limits.ts';
import { faultOf } from '../../api.ts';
import { usePage } from '../../page.ts';
import { addressOf } from '../../router.ts';
import * as text from '../../text.ts';
import { dashboardText as words } from '../../text/sync.ts';
import { Notice, Progress } from '../../ui/bits.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { faultSentence } from '../../ui/load.tsx';
import { Some } from '../../ui/some.tsx';
import { Ago } from '../../view/ago.tsx';

/** What the last comparison with GitHub found, and how far one is that goes on now. */
export function Verification({ health: { verifying, verified } }: { health: HealthShape }) {
  return (
    <section class="panel">
      <h3>{words.verification}</h3>
      {verifying !== null && (
        <>
          <p role="status">{words.verifying(verifying.mappings, verifying.total)}</p>
          <Progress label={words.verification} value={verifying.mappings} max={verifying.total} />
        </>
      )}
      {verified === null ? (
        <p class="muted">{words.notVerified}</p>
      ) : (
        <>
          <p>{words.findings(verified.differences ?? 0, verified.mended ?? 0, verified.explained ?? 0)}</p>
          <p class="field-hint">{words.verified(verified.fields, verified.mappings)} · <Ago at={verified.finishedAt ?? verified.startedAt} /></p>
        </>
      )}
    </section>
  );
}

/** What GitHub still allows, for each account. */
export function Allowances({ health: { api, clockSkewMs } }: { health: HealthShape }) {
  const known = api.flatMap(({ account, resources }) => resources.map((one) => ({ ...one, account })));
  return (
    <section class="panel">
      <h3>{words.api}</h3>
      {known.length === 0 && <p class="muted">{words.apiNone}</p>}
      {known.map(({ account, name, remaining, limit, resetsAt }) => (
        <div key={account + name} class="allowance">
          <p>{account} · {words.apiNames[name] ?? name}</p>
          <Progress label={`${account} ${words.apiNames[name] ?? name}`} value={remaining} max={limit} />
          <p class="field-hint">{words.apiLeft(remaining, limit)}, {words.whole(resetsAt)}</p>
        </div>
      ))}
      <p class="field-hint">{words.skew(clockSkewMs)}</p>
    </section>
  );
}

/** What is not in step, each with why and what to do. */
export function Troubles({ troubles, projectId, onRetry }: { troubles: TroubleShape[]; projectId: string; onRetry: ((trouble: TroubleShape) => void) | null }) {
  if (troubles.length === 0) return null;
  return (
    <section>
      <h3>{words.troubles}</h3>
      <Some items={troubles} nameOf={({ title, repository, number, sentence }) => `${title} ${repository}#${number} ${sentence}`}>
        {(some) => (
          <ul class="troubles" role="list">
            {some.map((one) => (
              <li key={one.id}>
                <div>
                  <p>
                    {one.kind === 'issue' ? <a href={addressOf(projectId, one.id, '')} dir="auto">{one.title}</a> : <code>{one.title}</code>}{' '}
                    <span class="field-hint">{one.repository}{one.number !== null && `#${one.number}`} · <Ago at={one.at} /></span>
                  </p>
                  <p>{one.sentence} <span class="muted">{one.advice}</span></p>
                </div>
                {one.mend === 'github' && one.url !== null && <ButtonLink small external href={one.url}>{words.mends.github}</ButtonLink>}
                {onRetry !== null && one.mend !== null && <Button small onClick={() => onRetry(one)}>{words.retry}</Button>}
              </li>
            ))}
          </ul>
        )}
      </Some>
      {troubles.length === TROUBLES_MAX && <p class="muted">{words.troublesMost(TROUBLES_MAX)}</p>}
    </section>
  );
}

/** "Why is this issue not here?" takes any issue's address or number. */
export function Why({ projectId }: { projectId: string }) {
  const { api } = usePage();
  const issue = useSignal('');
  const busy = useSignal(false);
  const answer = useSignal<{ tone: 'success' | 'attention' | 'danger'; sentence: string } | null>(null);
  const ask = async (): Promise<void> => {
    if (issue.peek().trim() === '' || busy.peek()) return;
    busy.value = true;
    try {
      const { synced, sentence } = await api.integrations.why.query({ projectId, issue: issue.peek() });
      answer.value = { tone: synced ? 'success' : 'attention', sentence };
    } catch (error) {
      answer.value = { tone: 'danger', sentence: faultSentence(faultOf(error)) };
    }
    busy.value = false;
  };
  const form = useRef<HTMLFormElement>(null);
  // The list and the palette lead here.
  useLayoutEffect(() => {
    if (location.hash === '#why') form.current?.querySelector('input')?.focus();
  }, []);
  return (
    <section class="panel">
      <h3>{text.list.why}</h3>
      <form
        ref={form}
        class="why"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <TextField label={words.whyLabel} labelHidden placeholder={words.whyPlaceholder} value={issue.value} onValue={(value) => (issue.value = value)} />
        <Button type="submit" busy={busy.value}>{words.ask}</Button>
      </form>
      {answer.value !== null && <Notice tone={answer.value.tone} live>{answer.value.sentence}</Notice>}
    </section>
  );
}
