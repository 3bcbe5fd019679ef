import { describe, expect, test } from '@jest/globals';
import { readSection, writeSection } from '../../../src/core/fields/section.ts';

const FORM = '### Version\n\n1.2.3\n\n### Notes\n\nfirst\n\nsecond\n\n### Steps\n\n_No response_\n';

describe('readSection', () => {
  test('reads what an issue form rendered', () => {
    expect(readSection(FORM, 'Version')).toBe('1.2.3');
    expect(readSection(FORM, 'notes')).toBe('first\n\nsecond');
    expect(readSection(FORM, 'Steps')).toBe('');
    expect(readSection(FORM, 'Browser')).toBeNull();
  });

  test('CRLF bodies read the same', () => {
    expect(readSection(FORM.replaceAll('\n', '\r\n'), 'Notes')).toBe('first\n\nsecond');
  });

  test('headings in code are text, deeper headings belong to the section', () => {
    expect(readSection('### A\n```\n### B\n```\n#### deep\nx\n## C\ny', 'A')).toBe('```\n### B\n```\n#### deep\nx');
    expect(readSection('~~~\n### A\nno\n~~~\n### A\nyes', 'A')).toBe('yes');
  });
});

describe('writeSection', () => {
  test('changes only the bytes of the section\'s text', () => {
    expect(writeSection(FORM, 'Version', '2')).toBe(FORM.replace('1.2.3', '2'));
    expect(writeSection(FORM, 'Notes', '')).toBe(FORM.replace('first\n\nsecond', '_No response_'));
    const crlf = `intro  \r\n\r\n${FORM.replaceAll('\n', '\r\n')}`;
    expect(writeSection(crlf, 'Version', 'a\nb')).toBe(crlf.replace('1.2.3', 'a\r\nb'));
  });

  test('writing what stands there changes nothing', () => {
    expect(writeSection(FORM, 'Notes', 'first\n\nsecond')).toBe(FORM);
    expect(writeSection('x', 'Notes', '')).toBe('x');
  });

  test.each([
    ['', '### Notes\n\nx\n'],
    ['a', 'a\n\n### Notes\n\nx\n'],
    ['a\r\n', 'a\r\n\r\n### Notes\r\n\r\nx\r\n'],
    ['### Notes', '### Notes\n\nx\n'],
    ['### Notes\n### B', '### Notes\n\nx\n\n### B'],
  ])('adds what is missing: %j', (body, after) => {
    expect(writeSection(body, 'Notes', 'x')).toBe(after);
    expect(readSection(after, 'Notes')).toBe('x');
  });
});
