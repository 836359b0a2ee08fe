import type { Fetcher } from '@graphiql/toolkit';

/**
 * Plain GraphQL over HTTP. GraphiQL's own fetcher brings websockets and
 * multipart responses, neither of which the server speaks.
 */
export function createFetcher(endpoint: string, introspectionHeaders: Record<string, string>): Fetcher {
  return async (params, options) => {
    // The schema is asked for before the headers editor exists, so the first
    // introspection has to be given its headers from here.
    const headers =
      options?.headers ?? (params.operationName === 'IntrospectionQuery' ? introspectionHeaders : {});
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        ...headers,
      },
      body: JSON.stringify(params),
    });
    const body = await response.text();
    try {
      return JSON.parse(body);
    } catch {
      // A refused or crashed request need not be JSON; show what came back.
      const error = new Error(`HTTP ${response.status} ${response.statusText}\n${body}`.trim());
      // GraphiQL prints every property, and a stack of minified names helps nobody.
      delete error.stack;
      throw error;
    }
  };
}
