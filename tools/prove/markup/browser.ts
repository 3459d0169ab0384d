import { accessSync, constants } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { StartError } from '../../../local/engines/ports.ts';

export const INSTALL = 'apt-get install --no-install-recommends chromium';

/** A page that is used again and again, for one address at a time. */
interface Tab {
  readonly page: Page;
  address: string;
  seen: Seen;
}

/** What a browser did that no text may make it do. */
export interface Seen {
  /** `alert` and its like. */
  readonly dialogs: string[];
  /** Addresses that were asked for beside the page and pictures of the site. */
  readonly requests: string[];
  /** What the site's policy kept from happening. */
  readonly violations: string[];
  /** Where the page went, or which windows it opened. */
  readonly moves: string[];
}
export const kinds = ['dialogs', 'requests', 'violations', 'moves'] as const;
export const noneSeen = (): Seen => ({ dialogs: [], requests: [], violations: [], moves: [] });

export interface Browser {
  readonly version: string;
  /** Opens an address, does to its page what a reader may do, and answers what was seen. */
  readonly open: (address: string) => Promise<Seen>;
  readonly close: () => Promise<void>;
}

/** In the page: notes what the policy stops. Written as text, since it runs in the browser. */
const WATCH = `
  globalThis.stopped = [];
  addEventListener('securitypolicyviolation', (event) => stopped.push(event.effectiveDirective + ' ' + event.blockedURI), true);
`;
/**
 * In the page: moves over, focuses, clicks and drags whatever there is, raises the event of each attribute that names one,
 * and follows links that do not lead to a page or a mailbox; then waits for what that begins.
 */
const ACT = `(async () => {
  const common = ['mouseover', 'mouseenter', 'mousemove', 'pointerover', 'pointerenter', 'focus', 'focusin', 'blur', 'mousedown', 'mouseup',
    'dblclick', 'contextmenu', 'keydown', 'keyup', 'input', 'change', 'drag', 'dragstart', 'drop', 'copy', 'paste', 'wheel', 'toggle', 'animationend', 'transitionend'];
  for (const element of document.querySelectorAll('body, body *')) {
    const own = [...element.attributes].map(({ name }) => name).filter((name) => name.startsWith('on')).map((name) => name.slice(2));
    for (const name of [...common, ...own]) element.dispatchEvent(new Event(name, { bubbles: true }));
    element.focus?.();
    const leads = /^((https?|mailto|tel):|:)$/.test(element.protocol ?? ':');
    const elsewhere = element.closest('a[href], area[href], form, button, input');
    if (!leads || !elsewhere) element.click?.();
  }
  for (let i = 0; i < 3; i++) await new Promise((done) => setTimeout(done, 5));
  return globalThis.stopped;
})()`;

/** Starts Chromium. It reaches no other machine. @throws StartError when it is not there, with what to install */
export const startBrowser = async (executablePath: string): Promise<Browser> => {
  try {
    accessSync(executablePath, constants.X_OK);
  } catch {
    throw new StartError(`There is no Chromium at ${executablePath}: ${INSTALL}.`);
  }
  const browser = await chromium.launch({
    executablePath,
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', '--disable-background-networking'],
  });
  const context = await browser.newContext();
  await context.addInitScript(WATCH);
  const isOwn = (address: string, asked: string): boolean => {
    const [own, { origin, pathname }] = [new URL(address), new URL(asked)];
    return (
      asked === address ||
      (origin === own.origin && /^\/(media\/|favicon\.ico$|policy-report$|icon\.svg$|style\.\w+\.css$)/.test(pathname))
    );
  };
  const newTab = async (): Promise<Tab> => {
    const page = await context.newPage();
    const tab: Tab = { page, address: page.url(), seen: noneSeen() };
    page.on('dialog', async (dialog) => {
      tab.seen.dialogs.push(`${dialog.type()} ${dialog.message()}`);
      await dialog.dismiss().catch(() => undefined);
    });
    page.on('popup', async (popup) => {
      tab.seen.moves.push(`opened ${popup.url()}`);
      await popup.close().catch(() => undefined);
    });
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame() && frame.url() !== tab.address) tab.seen.moves.push(`went to ${frame.url()}`);
    });
    page.on('request', (request) => {
      if (!isOwn(tab.address, request.url())) tab.seen.requests.push(request.url());
    });
    return tab;
  };
  const idle: Tab[] = [];
  return {
    version: browser.version(),
    open: async (address) => {
      const tab = idle.pop() ?? (await newTab());
      Object.assign(tab, { address, seen: noneSeen() });
      const { page, seen } = tab;
      try {
        await page.goto(address);
        seen.violations.push(...((await page.evaluate(ACT)) as string[]));
      } catch (error) {
        if (!String(error).includes('Execution context was destroyed') && seen.moves.length === 0) throw error;
        seen.moves.push('left the page while it was looked at');
      }
      if (seen.moves.length > 0) await page.close();
      else idle.push(tab);
      return seen;
    },
    close: () => browser.close(),
  };
};
