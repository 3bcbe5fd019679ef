import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Action } from '../../src/http/trpc/shapes.ts';
import { createEntities } from '../../web/src/state/entities.ts';
import type { Entities } from '../../web/src/state/entities.ts';
import { makeActions } from './fake-actions.ts';

const [first] = makeActions(1, Date.UTC(2026, 10, 23));
const at = (version: number, changes: Partial<Action> = {}): Action => ({ ...(first as Action), version, ...changes });

describe('what the page holds of an action, whichever of event and answer comes first (I3)', () => {
  let entities: Entities;
  beforeEach(() => {
    entities = createEntities();
  });
  const shown = () => entities.get('1000')?.shown.value;

  test('an older answer does not undo a newer event', () => {
    entities.read(at(1), 0);
    const askedAt = entities.heard();
    entities.hear(at(3, { title: 'newest' }));
    entities.read(at(2, { title: 'older' }), askedAt);
    expect(shown()).toMatchObject({ version: 3, title: 'newest' });
  });

  test('an event that comes before the answer that first shows its action is not lost', () => {
    const askedAt = entities.heard();
    entities.hear(at(2, { title: 'newest' }));
    expect(shown()).toBeUndefined();
    entities.read(at(1), askedAt);
    expect(shown()).toMatchObject({ version: 2, title: 'newest' });
  });

  test('sync state changes without a new version: the later of event and answer counts', () => {
    const pending = at(2, { github: { ...(first as Action).github, pending: true } as Action['github'] });
    entities.read(pending, 0);
    const askedAt = entities.heard();
    entities.hear(at(2));
    entities.read(pending, askedAt);
    expect(shown()?.github?.pending).toBe(false);
    entities.read(pending, entities.heard());
    expect(shown()?.github?.pending).toBe(true);
  });

  test('an older event is ignored, and only visible changes are highlighted', () => {
    entities.read(at(5), 0);
    entities.hear(at(4, { title: 'old news' }));
    expect(shown()?.title).toBe(first?.title);
    entities.hear(at(6));
    expect(entities.get('1000')?.touchedAt.value).toBe(0);
    entities.hear(at(7, { status: 'done' }));
    expect(entities.get('1000')?.touchedAt.value).toBeGreaterThan(0);
  });

  test('an unconfirmed change covers what arrives, until it is confirmed or taken back', () => {
    const entity = entities.read(at(1), 0);
    entity.unconfirmed.value = { status: 'done' };
    entities.hear(at(2, { status: 'cancelled', title: 'theirs' }));
    expect(shown()).toMatchObject({ status: 'done', title: 'theirs' });
    entity.unconfirmed.value = {};
    expect(shown()?.status).toBe('cancelled');
  });
});
