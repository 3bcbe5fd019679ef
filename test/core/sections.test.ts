import { expect, test } from '@jest/globals';
import { modelIssue } from './model-issue.ts';
import { newMapping, pull, push, settle } from './settle.ts';
import { settingsOf } from './generators.ts';

const settings = settingsOf({ mappings: { custom: [{ key: 'notes', name: 'Notes', kind: 'text', target: { section: 'Notes' } }] } });

function agreed(body: string) {
  const mapping = newMapping(settings, modelIssue({ body }));
  settle(mapping);
  return mapping;
}

test('an edit of the field changes its section only, and the description follows at once', () => {
  const mapping = agreed('intro\r\n\r\n### Notes\r\n\r\nold\r\n\r\n### Next\r\n\r\nx');
  mapping.action['custom.notes'] = 'new';
  expect(pull(mapping).patch?.body).toBe('intro\r\n\r\n### Notes\r\n\r\nnew\r\n\r\n### Next\r\n\r\nx');
  expect(mapping.action.description).toBe('intro\r\n\r\n### Notes\r\n\r\nnew\r\n\r\n### Next\r\n\r\nx');
});

test('I6: description and section written together, the answer lost: the echo loses nothing', () => {
  const mapping = agreed('one\n\n### Notes\n\nold');
  mapping.action.description = 'ONE\r\n\r\n### Notes\r\n\r\nold';
  mapping.action['custom.notes'] = 'two\nlines';
  push(mapping, pull(mapping), { timeout: 'after' });
  expect(pull(mapping)).toMatchObject({ patch: null, lost: [], changes: {} });
});

test('a section is never appended inside an open code block of the body being written', () => {
  const mapping = agreed('');
  mapping.action.description = '```';
  mapping.action['custom.notes'] = 'note';
  const result = pull(mapping);
  expect(result.patch?.body).toBe('```');
  expect(result.blocked).toEqual([{ field: 'custom.notes', reason: 'the body ends inside a code block' }]);
  settle(mapping);
  expect(mapping.writes).toBe(1);
});
