import { useSignal } from '@preact/signals';
import { h } from 'preact';
import type { ComponentChild } from 'preact';
import type { MarkdownNode } from '../../../../src/http/trpc/action-shapes.ts';
import * as work from '../../text/work.ts';
import { Icon } from '../../view/icon.tsx';

/** Elements that are drawn; the server sends no others, and none other would be drawn. */
const TAGS: ReadonlySet<string> = new Set(
  'b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li ol p pre q s samp span strike strong sub summary sup table tbody td tfoot th thead tr ul var'.split(' '),
);

type Tick = (place: number, checked: boolean) => void;

/** The level of the heading before; the page's own above a description is the third. */
type Outline = { level: number };

const ABOVE = 3;

function draw(node: MarkdownNode, key: number, tick: Tick | null, outline: Outline): ComponentChild {
  if (typeof node === 'string') return node;
  const [tag, attributes, inner] = node;
  const children = inner.map((child, index) => draw(child, index, tick, outline));
  if (tag === 'a') {
    return (
      <a key={key} href={attributes.href ?? ''} {...(attributes.title !== undefined && { title: attributes.title })} target="_blank" rel="noopener noreferrer nofollow ugc">
        {attributes.image === true && <Icon name="image" />}
        {children}
      </a>
    );
  }
  if (tag === 'input') return <Box key={key} attributes={attributes} tick={tick} />;
  if (!TAGS.has(tag)) return children;
  const { align, start, open, colspan, rowspan, language } = attributes;
  // Headings of a description stand below those of the page, and none is left out on the way down.
  const isHeading = /^h[1-6]$/.test(tag);
  if (isHeading) outline.level = Math.min(6, Number(tag[1]) + ABOVE, outline.level + 1);
  const name = isHeading ? `h${outline.level}` : tag;
  const props = { key, start, open, colSpan: colspan, rowSpan: rowspan, class: [align && `align-${align}`, isHeading && `md-${tag}`].filter(Boolean).join(' ') || undefined, 'data-language': language };
  const element = h(name, props, children);
  if (tag === 'table') return <div key={key} class="md-scroll" tabIndex={0}>{element}</div>;
  return tag === 'pre' ? h('pre', { ...props, tabIndex: 0 }, children) : element;
}

function Box({ attributes, tick }: { attributes: { task?: number; checked?: boolean }; tick: Tick | null }) {
  const { task, checked } = attributes;
  const idle = task === undefined || tick === null;
  // Ticked at once; what is read afterwards has the last word.
  const ticked = useSignal<{ of: object; on: boolean } | null>(null);
  return (
    <input
      type="checkbox"
      class="md-task"
      aria-label={work.detail.tick}
      checked={ticked.value?.of === attributes ? ticked.value.on : checked === true}
      disabled={idle}
      onChange={(event) => {
        if (idle) return;
        const on = event.currentTarget.checked;
        ticked.value = { of: attributes, on };
        tick(task, on);
      }}
    />
  );
}

/** A rendered description. Drawn node by node: no text is ever parsed as markup here. */
export function Markdown({ body, tick }: { body: readonly MarkdownNode[]; tick: Tick | null }) {
  const outline: Outline = { level: ABOVE };
  return (
    <div class="md" dir="auto">
      {body.map((node, index) => draw(node, index, tick, outline))}
    </div>
  );
}
