// The browsers of this machine.

import { existsSync } from 'node:fs';

/** The first of some programs that is here. */
const find = (...paths) => paths.find((path) => existsSync(path));

/** How Playwright starts Chromium: the system's, or without one that which Playwright has installed. */
export const chromium = {
  executablePath: find('/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'),
  // It may run as root, where it has no sandbox, and without a network, where
  // its own look-ups would only be refused.
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

export const firefox = find('/usr/bin/firefox-esr', '/usr/bin/firefox');

export const webKitDriver = find('/usr/bin/WebKitWebDriver');
