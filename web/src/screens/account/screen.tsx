import { useSignal } from '@preact/signals';
import { usePage } from '../../page.ts';
import { settingsText } from '../../text/settings.ts';
import { useAct } from '../../ui/act.ts';
import { Badge, Bullets, Notice } from '../../ui/bits.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { Sections } from '../../ui/sections.tsx';
import { Ago } from '../../view/ago.tsx';
import { lostLines } from '../settings/danger.tsx';
import { Tokens } from '../settings/tokens.tsx';

const text = settingsText.account;

/** The first that fits counts: most browsers name those they descend from, too. */
const nameIn = (device: string, names: readonly string[]): string | undefined => names.find((name) => device.includes(name));

/** "Chrome on Linux", out of how a browser names itself; what is none is told as it is. */
function deviceName(device: string): string {
  const browser = nameIn(device, ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari']);
  const system = nameIn(device, ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'CrOS', 'Linux']);
  return browser === undefined ? device : text.device(text.browsers[browser] ?? browser, system === undefined ? undefined : (text.systems[system] ?? system));
}

/** What is a person's own: sessions, tokens, data. */
export function Account({ section: asked }: { section: string | null }) {
  const { api } = usePage();
  return (
    <Sections label={text.title} sections={text.sections} asked={asked} hrefOf={(one) => `/account/${one}`}>
      {(section) => (
        <>
          {section === 'sessions' && <Sessions />}
          {section === 'tokens' && (
            <Tokens scopes={['read', 'write', 'admin']} list={() => api.tokens.list.query()} create={(wanted) => api.tokens.create.mutate(wanted)} revoke={(id) => api.tokens.revoke.mutate({ id })} />
          )}
          {section === 'privacy' && <Privacy />}
        </>
      )}
    </Sections>
  );
}

function Sessions() {
  const { api } = usePage();
  const load = useLoad(() => api.account.sessions.query());
  const { act } = useAct();
  const end = async (id: string, current: boolean): Promise<void> => {
    if (!(await act(() => api.account.endSession.mutate({ id }), undefined, id))) return;
    if (current) location.assign('/');
    else await load.reload();
  };
  return (
    <section class="form">
      <p class="muted">{text.sessions}</p>
      <Loaded load={load}>
        {(sessions) => (
          <ul class="lines">
            {sessions.map((one) => (
              <li key={one.id} class="line">
                <div class="line-main">
                  <span title={one.device}>{deviceName(one.device)}</span>
                  <p class="muted">
                    {text.seen} <Ago at={one.seenAt} />
                  </p>
                </div>
                {one.current && <Badge tone="success">{text.here}</Badge>}
                <Button small label={`${text.end}: ${deviceName(one.device)}`} onClick={() => void end(one.id, one.current)}>
                  {text.end}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

function Privacy() {
  const { api } = usePage();
  const load = useLoad(() => api.privacy.accountPreview.query());
  const asking = useSignal(false);
  const { busy, problem, act } = useAct();
  return (
    <>
      <section class="form">
        <h3>{text.export}</h3>
        <p class="muted">{text.exportHint}</p>
        <ButtonLink href="/api/account/export">{settingsText.danger.download}</ButtonLink>
      </section>
      <section class="form">
        <h3>{text.delete}</h3>
        <p class="muted">{text.deleteHint}</p>
        <Loaded load={load} lines={1}>
          {(found) =>
            found.reasons.length > 0 ? (
              <Notice tone="attention">
                {text.cannot}
                <Bullets lines={found.reasons} />
              </Notice>
            ) : (
              <>
                <Button variant="danger" onClick={() => (asking.value = true)}>
                  {text.delete}…
                </Button>
                {asking.value && (
                  <Confirm
                    title={text.delete}
                    consequences={[...lostLines(found), text.deleteHint]}
                    action={text.delete}
                    phrase={found.login}
                    busy={busy.value}
                    problem={problem.value}
                    onClose={() => (asking.value = false)}
                    onConfirm={() => void act(() => api.privacy.deleteAccount.mutate({ login: found.login }), settingsText.danger.begun).then((done) => done && location.assign('/'))}
                  />
                )}
              </>
            )
          }
        </Loaded>
      </section>
    </>
  );
}
