import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { MarkdownNode } from '../../../../src/http/trpc/action-shapes.ts';
import { faultOf } from '../../api.ts';
import { usePage } from '../../page.ts';
import * as work from '../../text/work.ts';
import { Segmented } from '../../ui/field.tsx';
import { faultSentence } from '../../view/fault.tsx';
import { useProject } from '../../view/project-context.ts';
import { Markdown } from './markdown.tsx';

type Props = {
  value: string;
  onValue: (value: string) => void;
  /** Whose issues `#12` names. */
  repository: string | null;
  label: string;
  placeholder?: string;
  /** Takes the focus when it appears. */
  first?: boolean;
  onSave: () => void;
  onLeave?: () => void;
};

/** Markdown as it is written, and how it will look. */
export function Editor({ value, onValue, repository, label, placeholder, first = false, onSave, onLeave }: Props) {
  const { api } = usePage();
  const { projectId } = useProject();
  const mode = useSignal('write');
  const body = useSignal<MarkdownNode[] | null>(null);
  const problem = useSignal('');
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (first) area.current?.focus();
  }, []);
  useEffect(() => {
    if (mode.value !== 'preview') return undefined;
    body.value = null;
    problem.value = '';
    let isNewest = true;
    api.actions.preview.mutate({ projectId, text: value, repository }).then(
      (tree) => isNewest && (body.value = tree),
      (error: unknown) => isNewest && (problem.value = faultSentence(faultOf(error))),
    );
    return () => void (isNewest = false);
  }, [mode.value]);
  const words = work.detail;
  return (
    <>
      <Segmented label={label} value={mode.value} choices={[{ value: 'write', label: words.write }, { value: 'preview', label: words.preview }]} onValue={(one) => (mode.value = one)} />
      {mode.value === 'write' ? (
        <textarea
          ref={area}
          aria-label={label}
          placeholder={placeholder}
          dir="auto"
          maxLength={65_536}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSave();
            else if (event.key === 'Escape' && onLeave !== undefined) {
              event.stopPropagation();
              onLeave();
            }
          }}
        />
      ) : (
        <div class="editor-preview" role="region" aria-label={words.preview} aria-busy={body.value === null}>
          {problem.value !== '' && <p role="alert">{problem.value}</p>}
          {body.value?.length === 0 ? <p class="muted">{words.nothing}</p> : body.value !== null && <Markdown body={body.value} tick={null} />}
        </div>
      )}
    </>
  );
}
