import { useGraphiQL, useHeadersEditorState } from '@graphiql/react';
import { useEffect, useRef } from 'react';
import type { Token } from './config';
import { hasToken, openingHeaders, withToken } from './headers';
import { useSystemTheme } from './useSystemTheme';

export function TopBar({ tokens }: { tokens: Token[] }) {
  useSystemTheme();
  return (
    <header className="top-bar">
      <h1>Avtal GraphQL</h1>
      {tokens.length > 0 && <TokenPicker tokens={tokens} />}
    </header>
  );
}

function TokenPicker({ tokens }: { tokens: Token[] }) {
  const headerEditor = useGraphiQL((state) => state.headerEditor);
  const tabs = useGraphiQL((state) => state.tabs);
  const activeTab = useGraphiQL((state) => state.tabs[state.activeTabIndex]);
  const [headers] = useHeadersEditorState();
  const picked = useRef(tokens[0]);

  // The headers can be edited by hand or brought back from history, so the
  // choice shown is read from them instead of remembered.
  const current = headerEditor ? tokens.findIndex((token) => hasToken(headers, token)) : 0;

  const pick = (token: Token) => {
    picked.current = token;
    for (const tab of tabs) {
      // The active tab follows its editor. The others are plain data that
      // GraphiQL reads again when such a tab is opened; nothing shows it before.
      if (tab !== activeTab) tab.headers = withToken(tab.headers ?? '', token);
    }
    headerEditor?.setValue(withToken(headers, token));
  };

  // A new tab starts with the headers the page opened with. It should start
  // with the identity picked since.
  const known = useRef(new Set(tabs.map((tab) => tab.id)));
  const activeId = activeTab?.id;
  useEffect(() => {
    if (!activeId || known.current.has(activeId)) return;
    known.current.add(activeId);
    headerEditor?.setValue(openingHeaders(picked.current));
  }, [activeId, headerEditor]);

  return (
    <div className="token-picker">
      <label htmlFor="token">Send requests as</label>
      <select
        id="token"
        value={current}
        onChange={(event) => {
          const token = tokens[Number(event.target.value)];
          if (token) pick(token);
        }}
      >
        {current === -1 && (
          <option value={-1} disabled>
            (own headers)
          </option>
        )}
        {tokens.map((token, index) => (
          <option key={index} value={index}>
            {token.label}
          </option>
        ))}
      </select>
    </div>
  );
}
