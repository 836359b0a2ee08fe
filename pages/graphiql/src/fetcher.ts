import type { Fetcher, FetcherParams } from '@graphiql/toolkit';
import { type DocumentNode, Kind, OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';

type Headers = Record<string, string>;

/**
 * GraphQL over HTTP, and subscriptions over a WebSocket. GraphiQL's own fetcher
 * brings multipart responses too, which the server does not speak.
 */
export function createFetcher(endpoint: string, introspectionHeaders: Headers): Fetcher {
  return async (params, options) => {
    // The schema is asked for before the headers editor exists, so the first
    // introspection has to be given its headers from here.
    const headers: Headers =
      options?.headers ?? (params.operationName === 'IntrospectionQuery' ? introspectionHeaders : {});
    if (isSubscription(params, options?.documentAST)) {
      return subscribe(endpoint, params, headers);
    }
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

function isSubscription(params: FetcherParams, document: DocumentNode | undefined): boolean {
  const operations = (document?.definitions ?? []).filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const asked = operations.find(
    (operation) => !params.operationName || operation.name?.value === params.operationName,
  );
  return asked?.operation === OperationTypeNode.SUBSCRIPTION;
}

/**
 * A socket of its own for each subscription, so that each is signed in by the
 * headers that stand in its tab.
 */
function subscribe(endpoint: string, params: FetcherParams, headers: Headers) {
  const url = new URL(endpoint, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  // The server reads the same names in the introduction as in headers.
  const client = createClient({ url: url.href, connectionParams: headers, retryAttempts: 0 });
  return client.iterate({
    query: params.query,
    operationName: params.operationName,
    variables: params.variables,
  });
}
