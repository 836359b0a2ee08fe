import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from '@graphiql/plugin-doc-explorer';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN, HistoryStore } from '@graphiql/plugin-history';
import { GraphiQLProvider } from '@graphiql/react';
import { GraphiQL, GraphiQLInterface } from 'graphiql';
import { useState } from 'react';
import type { Config } from './config';
import { createFetcher } from './fetcher';
import { openingHeaders, parseHeaders } from './headers';
import { browserStorage, graphiqlStorage } from './storage';
import { openTabs } from './tabs';
import { TopBar } from './TopBar';

const PLUGINS = [DOC_EXPLORER_PLUGIN, HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];

/** Everything GraphiQL reads once, when it starts. */
function prepare(config: Config) {
  const defaultHeaders = openingHeaders(config.tokens[0]);
  const tabs = openTabs(config.tabs, browserStorage('sessionStorage'));
  return {
    defaultHeaders,
    tabs,
    storage: graphiqlStorage(browserStorage('localStorage'), tabs, defaultHeaders),
    // An empty bearer token is worse than none, hence nothing outside the demo.
    fetcher: createFetcher(config.endpoint, config.tokens[0] ? parseHeaders(defaultHeaders) : {}),
  };
}

/**
 * The provider is written out, instead of using `<GraphiQL>`, so that the bar
 * above GraphiQL can reach the tabs and the headers editor.
 */
export function App({ config }: { config: Config }) {
  const [{ defaultHeaders, tabs, storage, fetcher }] = useState(() => prepare(config));
  return (
    <GraphiQLProvider
      fetcher={fetcher}
      storage={storage}
      plugins={PLUGINS}
      referencePlugin={DOC_EXPLORER_PLUGIN}
      defaultHeaders={defaultHeaders}
      initialQuery={tabs.initialQuery}
      initialVariables={tabs.initialVariables}
      shouldPersistHeaders={false}
      onTabChange={tabs.keepTitles}
    >
      <HistoryStore>
        <DocExplorerStore>
          <TopBar tokens={config.tokens} />
          <main>
            <GraphiQLInterface showPersistHeadersSettings={false}>
              {/* The stock logo links to a site the page should not point at. */}
              <GraphiQL.Logo>GraphiQL</GraphiQL.Logo>
            </GraphiQLInterface>
          </main>
        </DocExplorerStore>
      </HistoryStore>
    </GraphiQLProvider>
  );
}
