// T-11, G-01 to G-09, U-26: the pages in Debian's Chromium, every other host out of reach.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const DEADLINE = 60_000;

/** Opens a browser, and ends with what went wrong in it. */
async function browsing({ here, origin }, name, visit, options = {}) {
  if (!existsSync(PROGRAM)) {
    if (process.env.CI) throw new Error(`${PROGRAM} is not there`);
    return `NOT RUN: ${PROGRAM} is not there (CHROMIUM names another)`;
  }
  const browser = await chromium.launch({
    executablePath: PROGRAM,
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
  const folder = join(here, 'generated/screens');
  await mkdir(folder, { recursive: true });
  const troubles = [];
  let page;
  try {
    page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(DEADLINE);
    page.on('console', (line) => {
      if (['error', 'warning'].includes(line.type())) troubles.push(`console: ${line.text()}`);
    });
    page.on('pageerror', (error) => troubles.push(`page: ${error}`));
    page.on('request', (request) => {
      const own = request.url().startsWith(origin) || request.url().startsWith('data:');
      if (!own) troubles.push(`asked elsewhere: ${request.url()}`);
    });
    page.on('response', (answer) => {
      if (answer.status() >= 400) troubles.push(`${answer.status()} ${answer.url()}`);
    });
    const told = await visit(page);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    assert.deepEqual(troubles, []);
    return told;
  } catch (error) {
    await page?.screenshot({ path: join(folder, `${name}-failed.png`) });
    throw new Error([error.message, ...troubles].join('\n'), { cause: error });
  } finally {
    await browser.close();
  }
}

/** What GraphiQL brings itself, its version 5.4, and we do not change: its rules, by name. */
const GRAPHIQLS_OWN = [
  'color-contrast',
  'label',
  'link-in-text-block',
  'nested-interactive',
  'select-name',
];

/** What axe finds of serious level and above. */
async function inaccessible(page, borne = []) {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'));
  // The page's own policy forbids foreign script, so it comes by the debugger's way.
  await page.evaluate(source.toString());
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations
    .filter(({ id, impact }) => ['serious', 'critical'].includes(impact) && !borne.includes(id))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' | ')}`);
}

/** Whether this request asks for what a reader asked, or, if told so, for the schema. */
function asks(request, schema = false) {
  const posted = request.method() === 'POST' && request.url().endsWith('/graphql');
  return posted && request.postData().includes('IntrospectionQuery') === schema;
}

/** GraphiQL, when it knows the schema. */
async function graphiql(page, origin) {
  const begun = Date.now();
  const schema = page.waitForResponse((one) => asks(one.request(), true));
  await page.goto(`${origin}/graphiql`);
  await page.locator('.graphiql-execute-button').waitFor();
  await page.locator('.graphiql-tab').first().waitFor();
  await (await schema).finished();
  return Date.now() - begun;
}

/** Waits until GraphiQL has read a tab's document: it does a moment after the tab is opened. */
async function understood(page, index) {
  await page.waitForFunction((wanted) => {
    const kept = sessionStorage.getItem('avtal:tabs');
    const { activeTabIndex, tabs } = JSON.parse(kept ?? '{"state":{}}').state;
    const tab = tabs?.[wanted];
    return activeTabIndex === wanted && tab.operationName && tab.query.includes(tab.operationName);
  }, index);
}

const shown = (page) => page.locator('.graphiql-response .view-lines').innerText();

/** Waits for an answer with this in it; the editor shows no-break spaces. */
async function answered(page, words) {
  await page.waitForFunction(
    (wanted) => {
      const lines = document.querySelector('.graphiql-response .view-lines');
      return lines?.innerText.replaceAll('\u00a0', ' ').includes(wanted);
    },
    words,
    { timeout: DEADLINE },
  );
  return shown(page);
}

export default [
  {
    name: 'G-09 the start page leads on, and to nothing that is not there',
    run: (context) =>
      browsing(context, 'start', async (page) => {
        await page.goto(`${context.origin}/`);
        const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.href));
        assert.ok(links.length >= 4, `${links}`);
        for (const link of links) {
          const answer = await fetch(link);
          assert.ok(answer.ok, `${link}: ${answer.status}`);
        }
        assert.deepEqual(await inaccessible(page), []);
        return `${links.length} links`;
      }),
  },
  {
    name: 'G-01 G-06 GraphiQL without the network is signed in and runs its first tab',
    run: (context) =>
      browsing(context, 'graphiql', async (page) => {
        const ready = await graphiql(page, context.origin);
        // By the keyboard alone: the editor has the focus, and Ctrl-Enter runs.
        await page.locator('.graphiql-editor textarea, .graphiql-editor .monaco-editor').first().click();
        await page.keyboard.press('Control+Enter');
        await answered(page, '"data"');
        const text = await shown(page);
        assert.ok(!text.includes('"errors"'), text);
        return `usable after ${ready} ms`;
      }),
  },
  {
    name: 'G-07 every opening tab runs',
    run: (context) =>
      browsing(context, 'tabs', async (page) => {
        await graphiql(page, context.origin);
        const tabs = page.locator('.graphiql-tab');
        const count = await tabs.count();
        assert.ok(count >= 6, `${count} tabs`);
        const ran = [];
        for (let n = 0; n < count; n += 1) {
          const tab = tabs.nth(n);
          const title = (await tab.innerText()).trim();
          await tab.locator('.graphiql-tab-button').click();
          await understood(page, n);
          const run = page.locator('.graphiql-execute-button');
          if (title.startsWith('Watch')) {
            // It stays open until it is stopped.
            const greeted = new Promise((done) => {
              page.once('websocket', (socket) => {
                socket.once('framereceived', () => done(socket));
              });
            });
            await run.click();
            const socket = await greeted;
            const closed = socket.waitForEvent('close');
            await run.click();
            await closed;
          } else {
            const coming = page.waitForResponse((one) => asks(one.request()));
            await run.click();
            const { data, errors } = await (await coming).json();
            assert.equal(errors, undefined, `${title}: ${JSON.stringify(errors)}`);
            assert.ok(data, title);
            await answered(page, Object.keys(data)[0]);
          }
          ran.push(title);
        }
        return ran.join(', ');
      }),
  },
  {
    name: 'G-06 another identity is picked, and the next request is theirs',
    run: (context) =>
      browsing(context, 'identity', async (page) => {
        await graphiql(page, context.origin);
        const picker = page.locator('#token');
        const labels = await picker.locator('option').allInnerTexts();
        assert.ok(labels.length >= 2, `${labels}`);
        const asked = async () => {
          const request = page.waitForRequest((one) => asks(one));
          await page.locator('.graphiql-execute-button').click();
          return (await request).headers();
        };
        const before = await asked();
        await picker.selectOption(String(context.tokens.length - 1));
        const after = await asked();
        const who = (headers) => `${headers.authorization} ${headers['x-legal-entity']}`;
        assert.notEqual(who(after), who(before));
        const last = context.tokens.at(-1);
        assert.equal(who(after), `Bearer ${last.token} ${last.legalEntity}`);
        return `${labels.length} of them`;
      }),
  },
  {
    name: 'G-08 GraphiQL follows a dark system, has the explorer, and is accessible',
    run: (context) =>
      browsing(
        context,
        'dark',
        async (page) => {
          await graphiql(page, context.origin);
          const background = await page.evaluate(() => {
            const shown = document.querySelector('.graphiql-container');
            return getComputedStyle(shown).backgroundColor;
          });
          await page.getByRole('button', { name: /GraphiQL Explorer/ }).click();
          await page.locator('.graphiql-explorer-root').waitFor();
          assert.deepEqual(await inaccessible(page, GRAPHIQLS_OWN), []);
          return background;
        },
        { colorScheme: 'dark' },
      ),
  },
];
