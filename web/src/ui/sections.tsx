import type { ComponentChildren } from 'preact';
import * as text from '../text.ts';
import { Blank } from './bits.tsx';
import { ButtonLink } from './button.tsx';
import { useCurrentInView } from './in-view.ts';

type Props<S extends string> = {
  label: string;
  sections: Record<S, string>;
  /** As the address has it; without one it is the first. */
  asked: string | null;
  hrefOf: (section: S) => string;
  children: (section: S) => ComponentChildren;
};

/** A screen of sections, each an address of its own. */
export function Sections<S extends string>({ label, sections, asked, hrefOf, children }: Props<S>) {
  const row = useCurrentInView<HTMLElement>(asked ?? '');
  const all = Object.keys(sections) as [S, ...S[]];
  const current = asked === null ? all[0] : all.find((one) => one === asked);
  return (
    <main class="screen">
      <div class="settings">
        <nav ref={row} class="side-nav" aria-label={label}>
          <ul role="list">
            {all.map((one) => (
              <li key={one}>
                <a href={hrefOf(one)} aria-current={one === current ? 'page' : undefined}>
                  {sections[one]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="settings-body">
          {current === undefined ? (
            <Blank icon="circleSlash" title={text.fault.missing.title} hint={text.ui.noSection}>
              <ButtonLink href={hrefOf(all[0])}>{sections[all[0]]}</ButtonLink>
            </Blank>
          ) : (
            <>
              <h2 class="title">{sections[current]}</h2>
              {children(current)}
            </>
          )}
        </div>
      </div>
    </main>
  );
}
