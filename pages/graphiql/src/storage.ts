/** The part of the browser's storage that is used here. */
export type KeyValue = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Reading the property already throws where the user has blocked site data. */
export function browserStorage(kind: 'localStorage' | 'sessionStorage'): KeyValue {
  try {
    return window[kind];
  } catch {
    return inMemory();
  }
}

function inMemory(): KeyValue {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    key: (index) => [...values.keys()][index] ?? null,
    get length() {
      return values.size;
    },
  };
}

/** What GraphiQL expects to be given as its storage. */
type GraphiqlStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'clear' | 'length'>;

const PREFIX = 'graphiql:';

const TABS = 'graphiql:tabState';

// GraphiQL also remembers the editors apart from the tabs, and adds a further
// tab on load when the two disagree. The tabs alone are enough.
const FORGOTTEN = new Set(['graphiql:query', 'graphiql:variables', 'graphiql:headers']);

const HISTORY = new Set(['graphiql:queries', 'graphiql:favorites']);

/**
 * Where GraphiQL keeps its state: preferences and history in `lasting`, the
 * open tabs in `tabs`. Request headers are never written, because they hold
 * credentials.
 */
export function graphiqlStorage(
  lasting: KeyValue,
  tabs: { read(): string; write(state: string): void; forget(): void },
  defaultHeaders: string,
): GraphiqlStorage {
  return {
    getItem(key) {
      if (FORGOTTEN.has(key)) return null;
      if (key === TABS) return tabs.read();
      const value = lasting.getItem(key);
      // Opening a history entry replaces the headers, so an entry without any
      // would sign the user out.
      return HISTORY.has(key) ? rewriteHistoryHeaders(value, defaultHeaders) : value;
    },
    setItem(key, value) {
      if (FORGOTTEN.has(key)) return;
      if (key === TABS) return tabs.write(value);
      // `shouldPersistHeaders` covers the tabs only; history would keep them.
      lasting.setItem(key, HISTORY.has(key) ? rewriteHistoryHeaders(value, undefined) : value);
    },
    removeItem: (key) => lasting.removeItem(key),
    // "Clear data" in the settings. Only GraphiQL's own keys: the rest of the
    // origin is not this page's to empty.
    clear() {
      for (const key of ownKeys(lasting)) lasting.removeItem(key);
      tabs.forget();
    },
    get length() {
      return ownKeys(lasting).length;
    },
  };
}

function ownKeys(storage: KeyValue): string[] {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '').filter(
    (key) => key.startsWith(PREFIX),
  );
}

function rewriteHistoryHeaders(value: string, headers: string | undefined): string;
function rewriteHistoryHeaders(value: string | null, headers: string | undefined): string | null;
function rewriteHistoryHeaders(value: string | null, headers: string | undefined): string | null {
  if (!value) return value;
  const stored = JSON.parse(value) as Record<string, object[]>;
  for (const [name, entries] of Object.entries(stored)) {
    stored[name] = entries.map((entry) => ({ ...entry, headers }));
  }
  return JSON.stringify(stored);
}
