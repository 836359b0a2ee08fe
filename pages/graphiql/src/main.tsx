import './workers';
import './fonts.css';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import '@graphiql/plugin-explorer/style.css';
import 'graphiql/graphiql.css';
import './page.css';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { loadConfig } from './config';

const root = createRoot(document.getElementById('root')!, {
  // An error while rendering removes everything from the page.
  onUncaughtError: (error) => showProblem('GraphiQL stopped working', error),
});

function showProblem(what: string, error: unknown) {
  const reason = error instanceof Error ? error.message : String(error);
  const notice = document.createElement('p');
  notice.className = 'notice';
  notice.setAttribute('role', 'alert');
  notice.textContent = `${what}: ${reason}. Reload the page to try again.`;
  document.getElementById('root')!.replaceChildren(notice);
}

loadConfig().then(
  (config) => root.render(<App config={config} />),
  (error: unknown) => showProblem('The configuration of this page could not be loaded', error),
);
