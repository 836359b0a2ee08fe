import type { Token } from './config';

const AUTHORIZATION = 'Authorization';
const LEGAL_ENTITY = 'X-Legal-Entity';

type Headers = Record<string, unknown>;

/** What the headers editor holds when the page opens and in new tabs. */
export function openingHeaders(token: Token | undefined): string {
  return token ? withToken('', token) : print({ [AUTHORIZATION]: 'Bearer ' });
}

/** Swaps the identity in a headers text and leaves every other header alone. */
export function withToken(current: string, token: Token): string {
  const others = Object.entries(parse(current) ?? {}).filter(
    // Header names are case-insensitive: a hand-written `authorization` left in
    // place would be sent next to ours.
    ([name]) => !sameName(name, AUTHORIZATION) && !sameName(name, LEGAL_ENTITY),
  );
  return print({ ...identity(token), ...Object.fromEntries(others) });
}

/** Whether a headers text carries exactly the identity of this token. */
export function hasToken(current: string, token: Token): boolean {
  const headers = parse(current);
  if (!headers) return false;
  const wanted = identity(token);
  return [AUTHORIZATION, LEGAL_ENTITY].every((name) => {
    const found = Object.keys(headers).find((key) => sameName(key, name));
    return (found && headers[found]) === wanted[name];
  });
}

export function parseHeaders(current: string): Record<string, string> {
  return (parse(current) ?? {}) as Record<string, string>;
}

function identity(token: Token): Headers {
  const headers: Headers = { [AUTHORIZATION]: `Bearer ${token.token}` };
  if (token.legalEntity !== null) headers[LEGAL_ENTITY] = token.legalEntity;
  return headers;
}

/** `null` for a text that is not (yet) a JSON object, e.g. while typing. */
function parse(current: string): Headers | null {
  try {
    const value: unknown = JSON.parse(current);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Headers)
      : null;
  } catch {
    return null;
  }
}

function print(headers: Headers): string {
  return JSON.stringify(headers, null, 2);
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
