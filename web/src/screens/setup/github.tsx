import { useEffect } from 'preact/hooks';
import type { InstallationsShape } from '../../../../src/http/trpc/shapes.ts';
import { usePage } from '../../page.ts';
import { setupText } from '../../text/setup.ts';
import { Badge } from '../../ui/bits.tsx';
import type { Tone } from '../../ui/bits.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection } from '../../ui/room.ts';
import { Icon } from '../../view/icon.tsx';
import { Foot } from './foot.tsx';
import type { StepProps } from './foot.tsx';

const text = setupText.github;
/** How often GitHub is asked again while somebody waits for an installation. */
const LOOK_MS = 5_000;

type Installation = InstallationsShape['installations'][number];

const TONES: { [S in Installation['standing']]: Tone } = { ready: 'success', suspended: 'danger', sso: 'attention', requested: 'attention' };

function Row({ found, href }: { found: Installation; href: string }) {
  const { account, kind, standing, issues } = found;
  return (
    <li class="line">
      <Icon name={kind === 'User' ? 'person' : 'repo'} />
      <div class="line-main">
        <strong>{account}</strong> <span class="muted">{text.kinds[kind]}</span>
        <p class="muted">{standing === 'ready' ? text.explain.ready[issues] : text.explain[standing]}</p>
      </div>
      <Badge tone={TONES[standing]}>{text.standing[standing]}</Badge>
      {standing !== 'ready' && standing !== 'requested' && (
        <ButtonLink small external href={href}>
          {text.open}
        </ButtonLink>
      )}
    </li>
  );
}

/** The first step: the App on GitHub. What is granted meanwhile shows by itself. */
export function GithubStep({ draft, onward }: StepProps) {
  const { api, router } = usePage();
  const { projectId } = useConnection();
  const load = useLoad(() => api.repositories.installations.query({ projectId }));
  useEffect(() => {
    const look = (): void => void (document.visibilityState === 'visible' && load.reload());
    const timer = setInterval(look, LOOK_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  const ready = load.data.value?.installations.some(({ standing }) => standing === 'ready') === true;
  return (
    <>
      <h2 class="title" tabIndex={-1}>
        {text.title}
      </h2>
      <p class="muted">{text.hint}</p>
      <Loaded load={load}>
        {({ installUrl, installations }) => {
          const href = `${installUrl}?state=${encodeURIComponent(router.here.value)}`;
          return (
            <>
              {installations.length === 0 ? <p>{text.none}</p> : <ul class="lines">{installations.map((one) => <Row key={one.account} found={one} href={href} />)}</ul>}
              <p>
                {/* In this tab: GitHub leads back to this very step. */}
                <ButtonLink variant={ready ? 'default' : 'primary'} icon="markGithub" href={href}>
                  {ready ? text.more : text.install}
                </ButtonLink>
              </p>
            </>
          );
        }}
      </Loaded>
      <Foot draft={draft} step="github" onward={onward} disabled={!ready} />
    </>
  );
}
