import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';

/** A query text that was read: a document to run, or why it cannot be. */
export interface ReadDocument {
  document: DocumentNode | null;
  errors: readonly GraphQLError[];
}

export interface Documents {
  read(text: string): ReadDocument;
}

/** Kept texts; clients send few different ones, their values being in variables. */
const MAX_KEPT = 500;

/** Parses and validates each text once: that takes longer than running it. */
export function createDocuments(schema: GraphQLSchema): Documents {
  const kept = new Map<string, ReadDocument>();
  return {
    read(text) {
      const known = kept.get(text);
      if (known !== undefined) return known;
      const read = readDocument(schema, text);
      if (kept.size >= MAX_KEPT) kept.clear();
      kept.set(text, read);
      return read;
    },
  };
}

function readDocument(schema: GraphQLSchema, text: string): ReadDocument {
  try {
    const document = parse(text);
    const errors = validate(schema, document);
    return errors.length === 0 ? { document, errors } : { document: null, errors };
  } catch (error) {
    if (error instanceof GraphQLError) return { document: null, errors: [error] };
    throw error;
  }
}
