/** One identity offered by the demo, together with whom it acts for. */
export interface Token {
  label: string;
  token: string;
  legalEntity: string | null;
}

export interface OpeningTab {
  title: string;
  query: string;
  variables: string;
}

export interface Config {
  endpoint: string;
  tabs: OpeningTab[];
  tokens: Token[];
}

/**
 * The policy of the page forbids inline script, so whatever the server wants
 * to tell the page is fetched.
 */
export async function loadConfig(): Promise<Config> {
  const response = await fetch('/graphiql/config.json', { headers: { Accept: 'application/json' } });
  if (!response.ok) {
    throw new Error(`the server answered ${response.status}`);
  }
  return parseConfig(await response.json());
}

/** Checked by hand: a misspelt field should be named, not end in a blank page. */
export function parseConfig(value: unknown): Config {
  const config = record(value, 'the configuration');
  const tokens = list(config.tokens, 'tokens').map((item, index): Token => {
    const token = record(item, `tokens[${index}]`);
    return {
      label: text(token.label, `tokens[${index}].label`),
      token: text(token.token, `tokens[${index}].token`),
      legalEntity:
        token.legalEntity == null ? null : text(token.legalEntity, `tokens[${index}].legalEntity`),
    };
  });
  return {
    endpoint: text(config.endpoint, 'endpoint'),
    tabs: list(config.tabs, 'tabs').map((item, index): OpeningTab => {
      const tab = record(item, `tabs[${index}]`);
      return {
        title: text(tab.title, `tabs[${index}].title`),
        query: text(tab.query, `tabs[${index}].query`),
        variables: tab.variables == null ? '' : text(tab.variables, `tabs[${index}].variables`),
      };
    }),
    // Tokens belong to the demo. Outside of it they are ignored even if sent.
    tokens: config.demo === true ? tokens : [],
  };
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${name} is not an object`);
  }
  return value as Record<string, unknown>;
}

function list(value: unknown, name: string): unknown[] {
  if (value == null) return [];
  if (!Array.isArray(value)) throw new Error(`${name} is not a list`);
  return value;
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new Error(`${name} is not a string`);
  return value;
}
