import type { TabsState } from '@graphiql/react';
import type { OpeningTab } from './config';
import type { KeyValue } from './storage';

const KEY = 'avtal:tabs';

const TITLED = /^opening-(\d+)$/;

export interface Tabs {
  initialQuery: string;
  initialVariables: string;
  /** Restores the configured titles in a state GraphiQL is about to show. */
  keepTitles(state: TabsState): void;
  read(): string;
  write(state: string): void;
  forget(): void;
}

/**
 * The tabs the page opens with: those of the configuration, or, after a reload
 * within the same browser tab, what the user has made of them. As soon as the
 * server offers other tabs (a new demo data set, say) its tabs win.
 */
export function openTabs(opening: OpeningTab[], session: KeyValue): Tabs {
  const offered = opening.length > 0 ? opening : [{ title: 'Query', query: '', variables: '' }];
  const origin = JSON.stringify(offered);
  let state = restore(session.getItem(KEY), origin) ?? configured(offered);

  // GraphiQL names a tab after its operation and does so on every edit. A tab
  // carries the place of its title in the id, the one thing that is left alone.
  const keepTitles = (tabs: TabsState) => {
    for (const tab of tabs.tabs) {
      const title = offered[Number(TITLED.exec(tab.id)?.[1])]?.title;
      if (title) tab.title = title;
    }
  };
  keepTitles(state);

  const active = state.tabs[state.activeTabIndex] ?? state.tabs[0];
  return {
    initialQuery: active?.query ?? '',
    initialVariables: active?.variables ?? '',
    keepTitles,
    read: () => JSON.stringify(state),
    write(text) {
      state = JSON.parse(text) as TabsState;
      keepTitles(state);
      session.setItem(KEY, JSON.stringify({ origin, state }));
    },
    forget: () => session.removeItem(KEY),
  };
}

function configured(offered: OpeningTab[]): TabsState {
  return {
    activeTabIndex: 0,
    tabs: offered.map(({ title, query, variables }, index) => ({
      id: `opening-${index}`,
      hash: '',
      title,
      query,
      variables,
      headers: null,
      operationName: null,
      response: null,
    })),
  };
}

function restore(stored: string | null, origin: string): TabsState | null {
  if (!stored) return null;
  try {
    const saved = JSON.parse(stored) as { origin: string; state: TabsState };
    return saved.origin === origin && saved.state.tabs.length > 0 ? saved.state : null;
  } catch {
    return null;
  }
}
