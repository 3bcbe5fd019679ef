import type { SettingsProblemShape } from '../../../src/http/trpc/integration-shapes.ts';
import { Bullets } from '../ui/bits.tsx';
import { problemSentence, useEditing, useProblem, useUnplaced } from './editing.ts';

/** What is wrong at a path of the settings, in the place it is about. */
export function Problem({ at }: { at: string }) {
  const problem = useProblem(at);
  return problem === null ? null : <p class="field-error">{problem}</p>;
}

/** Beside a button that waits until all is well: what no row explains. */
export function Unplaced({ problems }: { problems: readonly SettingsProblemShape[] }) {
  const { settings } = useEditing();
  const left = useUnplaced(problems).map((one) => problemSentence(one, settings.value));
  return left.length === 0 ? null : <Bullets lines={left} />;
}
