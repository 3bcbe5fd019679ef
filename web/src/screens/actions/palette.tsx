import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatFilters } from '../../filters.ts';
import type { IconName } from '../../icons.ts';
import { usePage } from '../../page.ts';
import { addressOf, screenAddress } from '../../router.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { Icon } from '../../view/icon.tsx';
import { pickByKey, targets } from '../../view/keys.ts';
import { useProject } from '../../view/project-context.ts';
import { FIELDS, moreFields } from './bulk-bar.tsx';

type Command = { name: string; icon: IconName; run: () => void };

const SCREENS: { screen: 'sync' | 'history' | 'conflicts'; icon: IconName }[] = [
  { screen: 'sync', icon: 'pulse' },
  { screen: 'history', icon: 'history' },
  { screen: 'conflicts', icon: 'conflict' },
];

/** Every command by its words: going somewhere, and working on what is selected. */
export function Palette({ onClose, onCreate }: { onClose: () => void; onCreate: () => void }) {
  const page = usePage();
  const view = useProject();
  const dialog = useRef<HTMLDialogElement>(null);
  const find = useSignal('');
  const active = useSignal(0);
  // What had the focus before the dialog took it.
  const about = useRef(targets(page, view));
  useLayoutEffect(() => {
    dialog.current?.showModal();
    void view.session.readForm();
  }, []);

  const { router, filters } = page;
  const { projectId, session } = view;
  const role = session.project.value?.role;
  const words = work.palette;
  const go = (href: string) => () => router.go(href);
  const current = filters.value;
  const list = (change: Partial<typeof current>): string => addressOf(projectId, null, formatFilters({ ...current, ...change }));
  const on = about.current;
  const commands: Command[] = [
    ...(on.length > 0 && role !== 'viewer'
      ? [
          ...(session.project.value?.statuses ?? []).map((status): Command => ({
            name: words.set(work.detail.status, status.name),
            icon: 'check',
            run: () => {
              const [only] = on;
              if (session.selection.ids.peek().size > 0) void view.changeSelected({ changes: { status: status.key } });
              else if (only !== undefined) void view.change(only, { status: status.key });
            },
          })),
          ...[...FIELDS.slice(1).map((field) => ({ field, name: text.actions.fields[field] ?? field })), ...(moreFields(session.form.value) ?? [])].map(({ field, name }): Command => ({ name: text.actions.change(name), icon: 'pencil', run: () => pickByKey(page, view, field) })),
        ]
      : []),
    ...(role === 'viewer' ? [] : [{ name: text.actions.newAction, icon: 'plus', run: onCreate } as const]),
    { name: words.go(text.actions.view.list), icon: 'rows', run: go(list({ view: 'list' })) },
    { name: words.go(text.actions.view.board), icon: 'board', run: go(list({ view: 'board' })) },
    { name: words.go(work.archived), icon: 'archive', run: go(list({ view: 'list', archived: true })) },
    ...SCREENS.map(({ screen, icon }): Command => ({ name: words.go(text.nav[screen]), icon, run: go(screenAddress(projectId, screen)) })),
    ...(role === 'lead' ? [{ name: words.go(text.nav.settings), icon: 'gear', run: go(screenAddress(projectId, 'settings')) } as const] : []),
    { name: text.list.why, icon: 'question', run: go(`${screenAddress(projectId, 'sync')}#why`) },
    { name: words.go(words.screens.projects), icon: 'inbox', run: go('/projects') },
    { name: text.help.title, icon: 'question', run: () => (page.helpOpen.value = true) },
  ];
  const typed = find.value.trim();
  const fitting = commands.filter(({ name }) => typed.toLowerCase().split(/\s+/).every((word) => name.toLowerCase().includes(word)));
  const shown: Command[] = typed === '' ? fitting : [...fitting, { name: words.search(typed), icon: 'search', run: go(list({ text: typed })) }];
  const at = Math.min(active.value, shown.length - 1);
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    // The focus must be back where it was before a menu opens there. What the browser then tells comes when this is gone, and ends nothing else.
    dialog.current?.close();
    onClose();
    command.run();
  };

  return (
    <dialog ref={dialog} class="palette" aria-label={words.title} onClose={() => dialog.current && onClose()} onPointerDown={(event) => event.target === dialog.current && dialog.current?.close()}>
      <div class="palette-box">
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="commands"
          aria-autocomplete="list"
          aria-activedescendant={`command-${at}`}
          aria-label={words.title}
          placeholder={words.placeholder}
          value={find.value}
          onInput={(event) => {
            find.value = event.currentTarget.value;
            active.value = 0;
          }}
          onKeyDown={(event) => {
            const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 };
            const step = steps[event.key];
            if (step !== undefined) active.value = (step + shown.length) % shown.length;
            else if (event.key === 'Enter') run(shown[at]);
            else return;
            event.preventDefault();
          }}
        />
        {on.length > 0 && <p class="muted palette-about">{words.on(on.length)}</p>}
        <ul id="commands" role="listbox" aria-label={words.title}>
          {shown.map((command, index) => (
            <li
              key={command.name}
              id={`command-${index}`}
              role="option"
              aria-selected={index === at}
              class={`option ${index === at ? 'is-active' : ''}`}
              ref={(element) => void (index === at && element?.scrollIntoView({ block: 'nearest' }))}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => run(command)}
            >
              <Icon name={command.icon} />
              <span class="option-label" dir="auto">
                {command.name}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </dialog>
  );
}
