/** Small helpers of the oracle. */
export const asTexts = (value: unknown): string => (typeof value === 'string' ? value : '');

export const asNames = (value: unknown): string[] => (Array.isArray(value) ? value.map((name) => String(name).toLowerCase()) : []);

export const countOf = (text: string, part: string): number => text.split(part).length - 1;
