import { describe, expect, test } from '@jest/globals';
import { createChecker } from './descriptions/check.ts';
import { extract } from './descriptions/extract.ts';
import { toJsonSchema, type Json, type JsonObject } from './descriptions/prune.ts';

const checker = createChecker();
const LABEL: JsonObject = { id: 208_045_946, node_id: 'MDU6', url: 'https://api.github.com/repos/o/r/labels/bug', name: 'bug', description: null, color: 'f29513', default: true };
const labelFaults = (body: Json | undefined, status = 200): string[] => checker.response('GET /repos/{}/{}/labels/{}', status, body);

describe('the checks find what they are for', () => {
  test('a right answer passes', () => {
    expect(labelFaults(LABEL)).toEqual([]);
    expect(labelFaults({ message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' }, 404)).toEqual([]);
    expect(checker.response('DELETE /repos/{}/{}/labels/{}', 204, undefined)).toEqual([]);
  });

  const { color: _color, ...colorless } = LABEL;
  test.each<[string, string[], string]>([
    ['a missing property', labelFaults(colorless), "required property 'color'"],
    ['a wrong type', labelFaults({ ...LABEL, id: '208045946' }), '/id must be integer'],
    ['a wrong format', labelFaults({ ...LABEL, url: 'no address' }), '/url must match format "uri"'],
    ['an invented property', labelFaults({ ...LABEL, colour: 'f29513' }), '/colour is not described'],
    ['an invented property within a list', checker.response('GET /repos/{}/{}/labels', 200, [LABEL, { ...LABEL, colour: 1 }]), '/N/colour is not described'],
    ['null where none is allowed', labelFaults({ ...LABEL, name: null }), '/name must be string'],
    ['a status that GitHub never answers', labelFaults(LABEL, 201), 'never answers 201'],
    ['an error without a message', labelFaults([], 404), 'must be object'],
    ['a body where none belongs', checker.response('DELETE /repos/{}/{}/labels/{}', 204, {}), 'there should be no body'],
    ['no body where one belongs', labelFaults(undefined), 'there is no body'],
    ['an operation that is not in the extract', checker.response('GET /repos/{}/{}/flags', 200, {}), 'GET /repos/{}/{}/flags is not described'],
    ['a wrong webhook payload', checker.openapiPayload('label', 'created', { action: 'created' }), "required property 'label'"],
    ['the same by the other description', checker.octokitPayload('label', 'created', { action: 'created' }) ?? [], "required property 'label'"],
  ])('%s', (_name, faults, expected) => {
    expect(faults.join('\n')).toContain(expected);
  });

  test('an event that @octokit/webhooks-schemas does not have is told apart from a right one', () => {
    expect(checker.octokitPayload('issues', 'typed', {})).toBeNull();
  });
});

const schema = (name: string): JsonObject => ({ content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } });

describe('the extract', () => {
  test('spells `nullable` out and leaves words away, but no property that is called like one', () => {
    expect(toJsonSchema({ type: 'string', nullable: true, description: 'words', example: 'x' })).toEqual({ type: ['string', 'null'] });
    expect(toJsonSchema({ type: 'string', enum: ['a'], nullable: true })).toEqual({ type: ['string', 'null'], enum: ['a', null] });
    expect(toJsonSchema({ nullable: true, $ref: '#/components/schemas/a' })).toEqual({ anyOf: [{ $ref: '#/$defs/a' }, { type: 'null' }] });
    expect(toJsonSchema({ type: 'object', properties: { description: { type: 'string' } } })).toEqual({ type: 'object', properties: { description: { type: 'string' } } });
  });

  test('takes what an operation leads to, and no more', () => {
    const document: JsonObject = {
      paths: { '/a': { get: { responses: { 200: schema('a'), 204: {}, 404: { $ref: '#/components/responses/none' } } } } },
      'x-webhooks': {},
      components: {
        schemas: { a: { type: 'object', properties: { b: { $ref: '#/components/schemas/b' } } }, b: { type: 'string' }, unused: { type: 'number' }, 'basic-error': { type: 'object' } },
        responses: { none: schema('basic-error') },
      },
    };
    const made = extract(document, 'here', ['GET /a'], [], {});
    expect(made.operations).toEqual({ 'GET /a': { 200: 'a', 204: null, 404: 'basic-error' } });
    expect(Object.keys(made.$defs).toSorted()).toEqual(['a', 'b', 'basic-error']);
    expect(() => extract(document, 'here', ['GET /b'], [], {})).toThrow('the description has no GET /b');
  });
});
