import { effect, signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import type { FactsAnswer, IntegrationShape, SettingsProblemShape } from '../../../src/http/trpc/integration-shapes.ts';
import type { Api } from '../call.ts';
import { integrationText } from '../text/integration.ts';

export type Settings = IntegrationShape['settings'];
export type Switches = Pick<IntegrationShape, 'pollEvery' | 'autoSync' | 'actAsMembers' | 'brakeLimit' | 'brakeClosingLimit'>;
export type Facts = Extract<FactsAnswer, { outcome: 'read' }>['facts'];
export type Source = NonNullable<Settings['mappings']['status']['sources']>[number];

type Raw = Parameters<Api['integrations']['check']['query']>[0]['settings'];

/** Typing rests this long before the server is asked whether it holds. */
const CHECK_MS = 300;

/** Settings while somebody changes them, in the wizard or in the settings; checked as they go. */
export type Editing = {
  settings: Signal<Settings>;
  /** What counts where the settings leave something open. */
  effective: Settings;
  switches: Signal<Switches>;
  problems: Signal<SettingsProblemShape[]>;
  /** Paths whose problems a row on the screen shows. */
  shown: Signal<readonly string[]>;
  facts: Signal<Facts | null>;
  /** Linked already, by their id. */
  repositories: IntegrationShape['repositories'];
  set: (change: Partial<Settings>) => void;
  setMapping: <F extends Exclude<keyof Settings['mappings'], 'custom'>>(field: F, change: Partial<Settings['mappings'][F]>) => void;
  setSwitches: (change: Partial<Switches>) => void;
  stop: () => void;
};

export function createEditing(api: Api, projectId: string, integration: IntegrationShape, start: Partial<Settings> = {}, switched: Partial<Switches> = {}): Editing {
  const { pollEvery, autoSync, actAsMembers, brakeLimit, brakeClosingLimit } = integration;
  const settings = signal<Settings>({ ...integration.settings, ...start });
  const switches = signal<Switches>({ pollEvery, autoSync, actAsMembers, brakeLimit, brakeClosingLimit, ...switched });
  const problems = signal<SettingsProblemShape[]>([]);
  let turn = 0;
  const stop = effect(() => {
    const asked = settings.value;
    const mine = ++turn;
    const timer = setTimeout(() => {
      api.integrations.check.query({ projectId, settings: rawOf(asked) }).then(
        (found) => mine === turn && (problems.value = found),
        // Saving meets the same trouble, and says so.
        () => undefined,
      );
    }, CHECK_MS);
    return () => clearTimeout(timer);
  });
  return {
    settings,
    effective: integration.effective,
    switches,
    problems,
    shown: signal([]),
    facts: signal(null),
    repositories: integration.repositories,
    set: (change) => (settings.value = { ...settings.value, ...change }),
    setMapping(field, change) {
      const { mappings } = settings.value;
      settings.value = { ...settings.value, mappings: { ...mappings, [field]: { ...mappings[field], ...change } } };
    },
    setSwitches: (change) => (switches.value = { ...switches.value, ...change }),
    stop,
  };
}

/** Settings as they travel: what is undefined is not there. */
export const rawOf = (settings: Partial<Settings>): Raw => JSON.parse(JSON.stringify(settings)) as Raw;

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (editing === null) throw new Error('an editor was drawn without settings');
  return editing;
}

const isAt = (at: string, { path }: SettingsProblemShape): boolean => path === at || path.startsWith(`${at}.`);

/** What is wrong at a path of the settings or below it, for the row that shows it; null where all is well. */
export function useProblem(at: string): string | null {
  const { problems, shown } = useEditing();
  useEffect(() => {
    shown.value = [...shown.peek(), at];
    return () => void (shown.value = shown.peek().toSpliced(shown.peek().indexOf(at), 1));
  }, [at]);
  const found = problems.value.filter((one) => isAt(at, one));
  return found.length === 0 ? null : found.map(({ message }) => plainMessage(message)).join('; ');
}

/** Those of the problems that no row on the screen shows. */
export function useUnplaced(problems: readonly SettingsProblemShape[]): SettingsProblemShape[] {
  const shown = useEditing().shown.value;
  return problems.filter((one) => !shown.some((at) => isAt(at, one)));
}

/** What a row of a source is called where it is shown. */
function rowName(source: Source | undefined, [part, ...rest]: string[]): string {
  const at = Number(rest[0]);
  if (source?.from === 'labels' && part === 'rules') return source.rules[at]?.label ?? '';
  if (source?.from === 'pullRequests' && part === 'rows') return integrationText.pullEvents[source.rows[at]?.on ?? 'open'];
  return rest.join('.');
}

/** A path of the settings, in the words that stand on the screen. */
export function placeName(path: string, { mappings }: Settings): string {
  const [room = '', part = '', ...rest] = path.split('.');
  if (room !== 'mappings') return integrationText.settings[room] ?? (part || room);
  if (part === 'custom') return mappings.custom[Number(rest[0])]?.name ?? integrationText.custom;
  const field = integrationText.fields[part] ?? part;
  const [kind = '', at = '', ...row] = rest;
  const name = kind === 'sources' ? rowName(mappings[part as 'status'].sources?.[Number(at)], row) : kind in integrationText.issueStates ? integrationText.issueStates[kind as 'open'] : '';
  return name === '' ? field : `${field}, “${name}”`;
}

/** Without the paths that it names for programs. */
const plainMessage = (message: string): string => message.replaceAll(/ \(mappings\.[^)]*\)/g, '');

/** A problem away from its row: with the row it is about. */
export const problemSentence = ({ path, message }: SettingsProblemShape, settings: Settings): string => `${placeName(path, settings)}: ${plainMessage(message)}`;

/** Those of the names that none of the repositories looked at has; none while that is not known. A pattern names nothing in particular. */
export function absentNames(names: readonly string[], known: readonly { name: string }[] | undefined): string[] {
  const there = new Set(known?.map(({ name }) => name.toLowerCase()));
  return known === undefined ? [] : names.filter((name) => name.trim() !== '' && !name.includes('*') && !there.has(name.toLowerCase()));
}

/** On how many issues a label or type is found, or that it is nowhere; undefined while that is not known. */
export function countIn(known: readonly { name: string; count: number }[] | undefined, name: string): string | undefined {
  const found = known?.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return integrationText.carried(found.count);
  return absentNames([name], known).length > 0 ? integrationText.absent : undefined;
}

/** A list with one entry replaced, or taken out by `undefined`. */
export const replaceAt = <T>(list: readonly T[], index: number, value: T | undefined): T[] =>
  value === undefined ? list.filter((_, at) => at !== index) : list.map((one, at) => (at === index ? value : one));
