import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RepositoryHealthShape } from '../../../../src/http/trpc/health-shapes.ts';
import type { LinkedRepository } from '../../../../src/http/trpc/integration-shapes.ts';
import { usePage } from '../../page.ts';
import { addressOf, screenAddress } from '../../router.ts';
import { setupText } from '../../text/setup.ts';
import { useAct } from '../../ui/act.ts';
import { Badge, Blank, Notice, Progress } from '../../ui/bits.tsx';
import type { Tone } from '../../ui/bits.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection, useLive } from '../../ui/room.ts';
import { Until } from '../../view/ago.tsx';
import type { StepProps } from './foot.tsx';

const text = setupText.activate;
/** How often the numbers are read again while something is pulled; the live stream tells of the rest. */
const LOOK_MS = 2_000;

type State = LinkedRepository['pull']['state'];
type Verb = 'pause' | 'cancel' | 'resume';

const TONES: { [S in State | 'limited']: Tone } = { limited: 'attention', waiting: 'neutral', pulling: 'accent', live: 'success', failed: 'danger', paused: 'attention', cancelled: 'neutral' };
const VERBS: { [S in State]: Verb[] } = { waiting: ['pause', 'cancel'], pulling: ['pause', 'cancel'], live: [], failed: ['resume'], paused: ['resume', 'cancel'], cancelled: ['resume'] };

const underWay = ({ pull }: LinkedRepository): boolean => pull.state === 'waiting' || pull.state === 'pulling';

/** What was pulled when this page began to count: a pause or a wait for GitHub before is no part of the pace. */
type Mark = { pulled: number; at: number };

/** A linked repository, and where GitHub asks to wait, why nothing moves. */
type Pulled = LinkedRepository & { wait: RepositoryHealthShape | undefined; mark: Mark | undefined };

/** Issues a second, and the seconds that are left at this pace; null where it is too early to say, or nothing moves. */
function pace({ pull, wait, mark }: Pulled, now: number): { rate: number; left: number | null } | null {
  if (pull.state !== 'pulling' || pull.startedAt === null || pull.pulled === 0 || wait !== undefined) return null;
  const since = mark !== undefined && pull.pulled > mark.pulled ? mark : { pulled: 0, at: Date.parse(pull.startedAt) };
  const rate = (pull.pulled - since.pulled) / Math.max(1, (now - since.at) / 1000);
  return { rate, left: pull.total === null ? null : (pull.total - pull.pulled) / rate };
}

/** Of several the one that will take longest; undefined as long as that is not known of all. */
function slowestOf(busy: readonly Pulled[], now: number): Pulled | undefined {
  const left = new Map(busy.map((one) => [one, pace(one, now)?.left ?? null]));
  return [...left.values()].includes(null) ? undefined : busy.toSorted((a, b) => (left.get(b) ?? 0) - (left.get(a) ?? 0))[0];
}

function Row({ one, now, onVerb }: { one: Pulled; now: number; onVerb: (verb: Verb) => void }) {
  const { pull, fullName, wait } = one;
  const speed = pace(one, now);
  const state = wait === undefined ? pull.state : 'limited';
  const trouble = pull.error ?? one.pausedBecause;
  return (
    <li class="line pull">
      <div class="line-main">
        <strong dir="auto">{fullName}</strong>
        <Progress label={fullName} value={pull.state === 'live' ? 1 : pull.pulled} max={pull.state === 'live' ? 1 : pull.total} />
        <p class="muted">
          {pull.total === null ? text.counting(pull.pulled) : text.total(pull.pulled, pull.total)}
          {speed !== null && ` · ${text.rate(speed.rate)}`}
          {speed?.left != null && ` · ${text.left(speed.left)}`}
        </p>
        {wait !== undefined && (
          <p>
            {wait.sentence} {wait.until !== null && <>{text.goesOn} <Until at={wait.until} />.</>}
          </p>
        )}
        {trouble !== null && <p class="field-error">{trouble}</p>}
        {pull.unreadable > 0 && <p class="muted">{text.unreadable(pull.unreadable)}</p>}
      </div>
      <Badge tone={TONES[state]}>{text.states[state]}</Badge>
      {VERBS[pull.state].map((verb) => (
        <Button key={verb} small label={`${text.verbs[verb]} ${fullName}`} onClick={() => onVerb(verb)}>
          {text.verbs[verb]}
        </Button>
      ))}
    </li>
  );
}

/** The last step, and the place to come back to: how far the first sync of each repository is. */
export function ActivateStep(_props: StepProps) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const now = useSignal(Date.now());
  const marks = useRef(new Map<string, Mark>());
  const load = useLoad(async () => {
    const [{ repositories }, health] = await Promise.all([api.integrations.get.query({ projectId }), api.health.get.query({ projectId })]);
    return repositories.map((one): Pulled => {
      const wait = underWay(one) ? health.repositories.find(({ id, state }) => id === one.id && state === 'limited') : undefined;
      const before = marks.current.get(one.id);
      if (one.pull.state !== 'pulling' || wait !== undefined) marks.current.delete(one.id);
      else if (before === undefined || before.pulled > one.pull.pulled) marks.current.set(one.id, { pulled: one.pull.pulled, at: Date.now() });
      return { ...one, wait, mark: marks.current.get(one.id) };
    });
  });
  useLive({ onEvent: ({ type }) => void (type === 'sync.progress' && load.reload()), onReset: () => void load.reload() });
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
      if (load.data.peek()?.some(underWay) === true) void load.reload();
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const { act } = useAct(load.reload);
  const control = async (repositoryId: string, verb: Verb): Promise<void> => {
    await act(() => api.integrations.controlPull.mutate({ projectId, repositoryId, verb }), undefined, `${verb} ${repositoryId}`);
  };
  const pulling = load.data.value?.filter(underWay) ?? [];
  return (
    <>
      <h2 class="title" tabIndex={-1}>
        {pulling.length > 0 && pulling.every(({ sync }) => sync.again) ? text.again : text.title}
      </h2>
      <Loaded load={load}>
        {(repositories) => {
          if (repositories.length === 0) {
            return (
              <Blank icon="repo" title={text.none}>
                <ButtonLink variant="primary" href={screenAddress(projectId, 'setup', 'github')}>
                  {text.start}
                </ButtonLink>
              </Blank>
            );
          }
          const busy = repositories.filter(underWay);
          const slowest = slowestOf(busy, now.value);
          return (
            <>
              {busy.length > 0 ? (
                <p class="muted">
                  {repositories.length > 1 && slowest !== undefined && text.slowest(slowest.fullName)} {text.leave}
                </p>
              ) : (
                repositories.every(({ pull }) => pull.state === 'live') && (
                  <Notice tone="success" live>
                    <strong>{text.done}</strong>
                    <p>{text.doneHint}</p>
                  </Notice>
                )
              )}
              <ul class="lines">
                {repositories.map((one) => (
                  <Row key={one.id} one={one} now={now.value} onVerb={(verb) => void control(one.id, verb)} />
                ))}
              </ul>
              <p>
                <ButtonLink variant={busy.length === 0 ? 'primary' : 'default'} href={addressOf(projectId, null, '')}>
                  {text.toActions}
                </ButtonLink>
              </p>
            </>
          );
        }}
      </Loaded>
    </>
  );
}
