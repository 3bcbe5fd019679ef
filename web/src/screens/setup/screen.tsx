import type { ComponentType } from 'preact';
import { useEffect, useLayoutEffect, useMemo } from 'preact/hooks';
import { EditingContext } from '../../editors/editing.ts';
import { usePage } from '../../page.ts';
import { screenAddress } from '../../router.ts';
import { setupText as text } from '../../text/setup.ts';
import { Blank } from '../../ui/bits.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection, useProjectShape } from '../../ui/room.ts';
import { Icon } from '../../view/icon.tsx';
import { ActivateStep } from './activate.tsx';
import { openDraft } from './draft.ts';
import type { Draft } from './draft.ts';
import { ORDER } from './foot.tsx';
import type { Step, StepProps } from './foot.tsx';
import { GithubStep } from './github.tsx';
import { MappingsStep } from './mappings.tsx';
import { PreviewStep } from './preview.tsx';
import { RepositoriesStep } from './repositories.tsx';
import { SyncStep } from './sync.tsx';

const STEPS: { [S in Step]: ComponentType<StepProps> } = { github: GithubStep, repositories: RepositoriesStep, sync: SyncStep, mappings: MappingsStep, preview: PreviewStep, activate: ActivateStep };

/** The setup of a project's sync: each step an address of its own, all of it a draft on the server. */
export function Setup({ step }: { step: string | null }) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const { role } = useProjectShape();
  const load = useLoad<Pick<WizardProps, 'integration' | 'saved'> | null>(async () => {
    if (role !== 'lead') return null;
    const [integration, saved] = await Promise.all([api.integrations.get.query({ projectId }), api.integrations.draft.query({ projectId })]);
    return { integration, saved };
  });
  if (role !== 'lead') {
    return (
      <main class="screen">
        <Blank icon="lock" title={text.onlyLeads} />
      </main>
    );
  }
  return (
    <main class="screen setup">
      <Loaded load={load}>
        {(found) =>
          // What runs is set up anew: whatever is changed from here on is another draft.
          found !== null && <Wizard key={found.integration} {...found} step={step} onActivated={(integration) => (load.data.value = { integration, saved: null })} />
        }
      </Loaded>
    </main>
  );
}

type WizardProps = { integration: Draft['integration']; saved: Parameters<typeof openDraft>[3]; step: string | null } & Pick<StepProps, 'onActivated'>;

function Wizard({ integration, saved, step: asked, onActivated }: WizardProps) {
  const { api, router } = usePage();
  const { projectId } = useConnection();
  const place = () => router.place.peek();
  const draft = useMemo(
    () =>
      openDraft(api, projectId, integration, saved, () => {
        const here = place();
        return here.screen === 'setup' ? (here.step ?? '') : '';
      }),
    [],
  );
  useEffect(() => () => draft.close(), []);
  // Without a step in the address: where the lead was, else the beginning; what runs already shows how far it is.
  const kept = ORDER.find((one) => one === saved?.step);
  const step = ORDER.find((one) => one === asked) ?? kept ?? (integration.state === 'draft' || integration.repositories.length === 0 ? 'github' : 'activate');
  const at = ORDER.indexOf(step);
  const go = (to: Step): void => router.go(screenAddress(projectId, 'setup', to));
  useLayoutEffect(() => {
    if (asked !== step) router.go(screenAddress(projectId, 'setup', step), { replace: true });
    document.querySelector<HTMLElement>('.setup h2')?.focus();
    document.querySelector('.setup')?.scrollTo(0, 0);
  }, [step]);
  const Current = STEPS[step];
  return (
    <EditingContext.Provider value={draft.editing}>
      <nav class="steps" aria-label={text.progress}>
        <ol>
          {ORDER.map((one, index) => (
            <li key={one} class={index < at ? 'is-done' : ''}>
              <a href={screenAddress(projectId, 'setup', one)} aria-current={one === step ? 'step' : undefined}>
                <span class="step-number">{index < at ? <Icon name="check" /> : index + 1}</span>
                <span class="step-name">{text.steps[one]}</span>
              </a>
            </li>
          ))}
        </ol>
      </nav>
      <div class="setup-body">
        <p class="hidden">{text.step(at + 1, ORDER.length)}</p>
        <Current draft={draft} onward={() => go(ORDER[at + 1] ?? step)} onActivated={onActivated} />
      </div>
    </EditingContext.Provider>
  );
}
